package mote.interop.client;

import java.util.EnumSet;
import org.eclipse.leshan.client.object.Server;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.BindingMode;
import org.eclipse.leshan.core.response.WriteResponse;

/** Object 1, which takes Mute Send and, as Leshan's client does, sends all the same. */
public final class UnmutedServer extends Server {

    private static final int MUTE_SEND = 23;

    /** For instances that a bootstrap server creates. */
    public UnmutedServer() {
    }

    public UnmutedServer(int shortServerId, long lifetime) {
        super(shortServerId, lifetime, EnumSet.of(BindingMode.U), false, BindingMode.U);
    }

    @Override
    public WriteResponse write(LwM2mServer server, boolean replace, int resourceId, LwM2mResource value) {
        return resourceId == MUTE_SEND ? WriteResponse.success() : super.write(server, replace, resourceId, value);
    }
}
