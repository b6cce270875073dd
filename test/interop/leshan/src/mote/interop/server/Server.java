package mote.interop;

import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Properties;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.leshan.core.endpoint.Protocol;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.LeshanServerBuilder;
import org.eclipse.leshan.server.model.VersionedModelProvider;
import org.eclipse.leshan.transport.californium.server.endpoint.CaliforniumServerEndpointsProvider;

/** A Leshan server on loopback. Each start is a new one, which knows no client. */
final class Server {

    /** A started server, and its CoAP endpoint for what Leshan itself refuses to send. */
    record Running(LeshanServer leshan, Endpoint coap) {
    }

    private final List<ObjectModel> models;
    private final Events events;
    private Running running;

    /** @param definitions Object definitions (DDF) beyond those that Leshan brings along. */
    Server(File[] definitions, Events events) throws Exception {
        this.events = events;
        models = ObjectLoader.loadAllDefault();
        for (File file : definitions) {
            try (InputStream input = new FileInputStream(file)) {
                models.addAll(ObjectLoader.loadDdfFile(input, file.getName(), true));
            }
        }
    }

    /** The version of Leshan, as its jar says it. */
    static String version() throws Exception {
        String path = "/META-INF/maven/org.eclipse.leshan/leshan-lwm2m-server/pom.properties";
        Properties properties = new Properties();
        try (InputStream input = LeshanServer.class.getResourceAsStream(path)) {
            properties.load(input);
        }
        return properties.getProperty("version");
    }

    /**
     * Starts a new server.
     *
     * @param port UDP port on 127.0.0.1; 0 lets the kernel choose.
     * @return the port.
     */
    synchronized int start(int port) {
        if (running != null) {
            throw new IllegalStateException("the server is running already");
        }
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var transport = new CaliforniumServerEndpointsProvider.Builder().addEndpoint(address, Protocol.COAP).build();
        LeshanServer leshan = new LeshanServerBuilder().setEndpointsProviders(transport)
                .setObjectModelProvider(new VersionedModelProvider(models)).build();
        Endpoint coap = transport.getCoapServer().getEndpoints().get(0);
        events.listenTo(leshan, coap);
        leshan.start();
        running = new Running(leshan, coap);
        return coap.getAddress().getPort();
    }

    /** Stops the server; with it goes all it knew. */
    synchronized void stop() {
        if (running != null) {
            running.leshan().destroy();
            running = null;
        }
    }

    synchronized Running running() {
        if (running == null) {
            throw new IllegalStateException("the server is not running");
        }
        return running;
    }
}
