package mote.interop.demo;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.leshan.core.endpoint.Protocol;
import org.eclipse.leshan.demo.server.servlet.ClientServlet;
import org.eclipse.leshan.demo.server.servlet.EventServlet;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.LeshanServerBuilder;
import org.eclipse.leshan.server.model.VersionedModelProvider;
import org.eclipse.leshan.transport.californium.server.endpoint.CaliforniumServerEndpointsProvider;
import org.eclipse.leshan.transport.californium.server.endpoint.coap.CoapServerProtocolProvider;
import mote.interop.shared.Definitions;

/**
 * Leshan's demo server without page, DTLS, TCP and Redis: its HTTP API at /api, over a server that is configured as the
 * demo's is. Prints its ports, and runs until standard input ends.
 */
public final class DemoMain {

    private DemoMain() {
    }

    /** @param definitions Files of object definitions beyond those that Leshan brings along. */
    public static void main(String[] definitions) throws Exception {
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var builder = new CaliforniumServerEndpointsProvider.Builder(new CoapServerProtocolProvider());
        var transport = builder.setConfiguration(builder.createDefaultConfiguration())
                .addEndpoint(anyPort, Protocol.COAP).build();
        LeshanServer leshan = new LeshanServerBuilder().setEndpointsProviders(transport)
                .setObjectModelProvider(new VersionedModelProvider(Definitions.load(definitions))).build();

        var web = new Server(anyPort);
        var root = new ServletContextHandler("/", true, false);
        var events = new EventServlet(leshan);
        root.addServlet(new ServletHolder(events), "/api/event/*");
        root.addServlet(new ServletHolder(new ClientServlet(leshan, events)), "/api/clients/*");
        web.setHandler(root);

        leshan.start();
        web.start();
        int coap = transport.getCoapServer().getEndpoints().get(0).getAddress().getPort();
        int http = ((ServerConnector) web.getConnectors()[0]).getLocalPort();
        System.out.println("{\"coap\":" + coap + ",\"http\":" + http + "}");
        while (System.in.read() >= 0) {
            // what is typed is of no use
        }
        System.exit(0);
    }
}
