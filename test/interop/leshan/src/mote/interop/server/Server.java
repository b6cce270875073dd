package mote.interop.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import mote.interop.shared.Output;
import mote.interop.shared.Psk;
import mote.interop.shared.Traffic;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.leshan.core.endpoint.Protocol;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.LeshanServerBuilder;
import org.eclipse.leshan.server.model.VersionedModelProvider;
import org.eclipse.leshan.server.queue.StaticClientAwakeTimeProvider;
import org.eclipse.leshan.server.registration.Registration;
import org.eclipse.leshan.servers.security.InMemorySecurityStore;
import org.eclipse.leshan.servers.security.NonUniqueSecurityInfoException;
import org.eclipse.leshan.servers.security.SecurityInfo;
import org.eclipse.leshan.servers.security.SecurityStore;
import org.eclipse.leshan.transport.californium.server.endpoint.CaliforniumServerEndpointsProvider;
import org.eclipse.leshan.transport.californium.server.endpoint.coap.CoapServerProtocolProvider;
import org.eclipse.leshan.transport.californium.server.endpoint.coaps.CoapsServerProtocolProvider;

/** One Leshan server on loopback, which begins without knowing any client. */
final class Server {

    /** What a body in blocks may have, in bytes. */
    private static final int BODY_LIMIT = 1_000_000;

    private final LeshanServer leshan;
    private final Endpoint coap;

    /** Starts the server. */
    Server(String name, Settings settings, List<ObjectModel> models, Output output)
            throws NonUniqueSecurityInfoException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port());
        var protocol = settings.psk() == null ? Protocol.COAP : Protocol.COAPS;
        var transport = new CaliforniumServerEndpointsProvider.Builder(new CoapServerProtocolProvider(),
                new CoapsServerProtocolProvider()).addEndpoint(address, protocol)
                .setConfiguration((Configuration configuration) -> {
                    configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, BODY_LIMIT);
                    configuration.set(CoapConfig.PREFERRED_BLOCK_SIZE, settings.blockSize());
                    configuration.set(CoapConfig.MAX_MESSAGE_SIZE, settings.wholeLimit());
                    Psk.giveConnectionIds(configuration);
                }).build();
        leshan = new LeshanServerBuilder().setEndpointsProviders(transport)
                .setSecurityStore(storeOf(settings.psk())).setObjectModelProvider(new VersionedModelProvider(models))
                .setClientAwakeTimeProvider(new StaticClientAwakeTimeProvider(settings.awakeSeconds() * 1000)).build();
        coap = transport.getCoapServer().getEndpoints().get(0);
        coap.addInterceptor(new Traffic(output, name));
        new Events(output, name).listenTo(leshan);
        leshan.start();
    }

    private static SecurityStore storeOf(Psk psk) throws NonUniqueSecurityInfoException {
        var store = new InMemorySecurityStore();
        if (psk != null) {
            store.add(SecurityInfo.newPreSharedKeyInfo(psk.endpoint(), psk.identity(), psk.key()));
        }
        return store;
    }

    /** Stops the server; with it goes all it knew. */
    void destroy() {
        leshan.destroy();
    }

    int port() {
        return coap.getAddress().getPort();
    }

    LeshanServer leshan() {
        return leshan;
    }

    /** The CoAP endpoint, for what Leshan itself refuses to send. */
    Endpoint coap() {
        return coap;
    }

    /** The client that is registered; with several, any of them. */
    Registration client() {
        Iterator<Registration> all = leshan.getRegistrationService().getAllRegistrations();
        if (!all.hasNext()) {
            throw new IllegalStateException("no client is registered");
        }
        return all.next();
    }
}
