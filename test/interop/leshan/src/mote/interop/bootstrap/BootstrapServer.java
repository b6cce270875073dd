package mote.interop.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import mote.interop.shared.Output;
import mote.interop.shared.Traffic;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.leshan.core.endpoint.Protocol;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.server.bootstrap.BootstrapSession;
import org.eclipse.leshan.server.bootstrap.BootstrapTaskProvider;
import org.eclipse.leshan.server.bootstrap.DefaultBootstrapHandler;
import org.eclipse.leshan.server.bootstrap.LeshanBootstrapServer;
import org.eclipse.leshan.server.bootstrap.LeshanBootstrapServerBuilder;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.CaliforniumBootstrapServerEndpointsProvider;

/** One Leshan bootstrap server on loopback. Without tasks it refuses every client. */
final class BootstrapServer {

    /** Milliseconds until a request to the client counts as lost. */
    private static final long TIMEOUT = 10_000;

    private final LeshanBootstrapServer leshan;
    private final Endpoint coap;
    private final StaticModel model;
    private volatile JsonNode tasks;

    /**
     * Starts the server.
     *
     * @param port UDP port on 127.0.0.1; 0 lets the kernel choose.
     */
    BootstrapServer(String name, int port, List<ObjectModel> models, Output output) {
        model = new StaticModel(models);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var transport = new CaliforniumBootstrapServerEndpointsProvider.Builder().addEndpoint(address, Protocol.COAP)
                .build();
        leshan = new LeshanBootstrapServerBuilder().setEndpointsProviders(transport)
                .setObjectModelProvider((session, objects) -> model)
                .setTaskProvider((session, previous) -> tasksOf(session)).setBootstrapHandlerFactory(
                        (sender, manager, listener) -> new DefaultBootstrapHandler(sender, manager, listener, TIMEOUT))
                .build();
        leshan.addListener(new SessionEvents(output, name));
        coap = transport.getCoapServer().getEndpoints().get(0);
        coap.addInterceptor(new Traffic(output, name));
        leshan.start();
    }

    /** What the next clients are to be told, before Finish. @param newTasks A list; see {@link Tasks}. */
    void setTasks(JsonNode newTasks) {
        tasks = newTasks;
    }

    private BootstrapTaskProvider.Tasks tasksOf(BootstrapSession session) {
        return tasks == null ? null : new Tasks(model).fromJson(tasks, session.getContentFormat());
    }

    void destroy() {
        leshan.destroy();
    }

    int port() {
        return coap.getAddress().getPort();
    }
}
