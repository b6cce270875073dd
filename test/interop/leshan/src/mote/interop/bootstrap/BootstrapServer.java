package mote.interop.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import mote.interop.shared.Output;
import mote.interop.shared.Psk;
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
import org.eclipse.leshan.server.californium.bootstrap.endpoint.coap.CoapBootstrapServerProtocolProvider;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.coaps.CoapsBootstrapServerProtocolProvider;
import org.eclipse.leshan.server.security.BootstrapSecurityStore;
import org.eclipse.leshan.server.security.BootstrapSecurityStoreAdapter;
import org.eclipse.leshan.server.security.InMemorySecurityStore;
import org.eclipse.leshan.server.security.NonUniqueSecurityInfoException;
import org.eclipse.leshan.server.security.SecurityInfo;

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
     * @param psk The key of its client, with which it speaks DTLS; null for no security.
     */
    BootstrapServer(String name, int port, Psk psk, List<ObjectModel> models, Output output)
            throws NonUniqueSecurityInfoException {
        model = new StaticModel(models);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var protocol = psk == null ? Protocol.COAP : Protocol.COAPS;
        var transport = new CaliforniumBootstrapServerEndpointsProvider.Builder(
                new CoapBootstrapServerProtocolProvider(), new CoapsBootstrapServerProtocolProvider())
                .addEndpoint(address, protocol).setConfiguration(Psk::giveConnectionIds).build();
        leshan = new LeshanBootstrapServerBuilder().setEndpointsProviders(transport).setSecurityStore(storeOf(psk))
                .setObjectModelProvider((session, objects) -> model)
                .setTaskProvider((session, previous) -> tasksOf(session)).setBootstrapHandlerFactory(
                        (sender, manager, listener) -> new DefaultBootstrapHandler(sender, manager, listener, TIMEOUT))
                .build();
        leshan.addListener(new SessionEvents(output, name));
        coap = transport.getCoapServer().getEndpoints().get(0);
        coap.addInterceptor(new Traffic(output, name));
        leshan.start();
    }

    private static BootstrapSecurityStore storeOf(Psk psk) throws NonUniqueSecurityInfoException {
        var store = new InMemorySecurityStore();
        if (psk != null) {
            store.add(SecurityInfo.newPreSharedKeyInfo(psk.endpoint(), psk.identity(), psk.key()));
        }
        return new BootstrapSecurityStoreAdapter(store);
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
