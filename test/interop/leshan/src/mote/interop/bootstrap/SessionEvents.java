package mote.interop.bootstrap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import mote.interop.shared.Coap;
import mote.interop.shared.CommandLoop;
import mote.interop.shared.Content;
import mote.interop.shared.Output;
import org.eclipse.leshan.core.link.lwm2m.LwM2mLink;
import org.eclipse.leshan.core.peer.LwM2mPeer;
import org.eclipse.leshan.core.request.BootstrapDownlinkRequest;
import org.eclipse.leshan.core.request.BootstrapRequest;
import org.eclipse.leshan.core.response.BootstrapDiscoverResponse;
import org.eclipse.leshan.core.response.BootstrapReadResponse;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.server.bootstrap.BootstrapFailureCause;
import org.eclipse.leshan.server.bootstrap.BootstrapSession;
import org.eclipse.leshan.server.bootstrap.BootstrapSessionListener;

/** What happens in bootstrap sessions, as events on the output. */
final class SessionEvents implements BootstrapSessionListener {

    private final Output output;
    private final String server;

    SessionEvents(Output output, String server) {
        this.output = output;
        this.server = server;
    }

    @Override
    public void sessionInitiated(BootstrapRequest request, LwM2mPeer client) {
        ObjectNode event = Output.event("bootstrapRequest", server).put("endpoint", request.getEndpointName());
        if (request.getPreferredContentFormat() != null) {
            event.put("format", request.getPreferredContentFormat().getName());
        }
        output.write(event);
    }

    @Override
    public void onResponseSuccess(BootstrapSession session, BootstrapDownlinkRequest<? extends LwM2mResponse> request,
            LwM2mResponse response) {
        ObjectNode event = answer(request).put("code", Coap.code(response.getCode().getCode()));
        if (response instanceof BootstrapDiscoverResponse discovered) {
            ArrayNode links = event.putArray("links");
            for (LwM2mLink link : discovered.getObjectLinks()) {
                links.add(link.toCoreLinkFormat());
            }
        } else if (response instanceof BootstrapReadResponse read) {
            event.put("format", Coap.formatOf(response.getCoapResponse()));
            event.set("content", Content.toJson(read.getContent()));
        }
        output.write(event);
    }

    @Override
    public void onResponseError(BootstrapSession session, BootstrapDownlinkRequest<? extends LwM2mResponse> request,
            LwM2mResponse response) {
        output.write(answer(request).put("code", Coap.code(response.getCode().getCode())));
    }

    @Override
    public void onRequestFailure(BootstrapSession session, BootstrapDownlinkRequest<? extends LwM2mResponse> request,
            Throwable cause) {
        output.write(answer(request).put("error", CommandLoop.reason(cause)));
    }

    /** What the client said to a task: its name is that of the request, such as "write". */
    private ObjectNode answer(BootstrapDownlinkRequest<? extends LwM2mResponse> request) {
        String name = request.getClass().getSimpleName().replace("Bootstrap", "").replace("Request", "");
        ObjectNode event = Output.event("bootstrapAnswer", server).put("task", name.toLowerCase());
        if (request.getPath() != null) {
            event.put("path", request.getPath().toString());
        }
        return event;
    }

    @Override
    public void end(BootstrapSession session) {
        output.write(Output.event("bootstrapEnd", server));
    }

    @Override
    public void failed(BootstrapSession session, BootstrapFailureCause cause) {
        output.write(Output.event("bootstrapEnd", server).put("failure", cause.toString()));
    }

    @Override
    public void unAuthorized(BootstrapRequest request, LwM2mPeer client) {
        // Nobody is: there is no security store.
    }

    @Override
    public void authorized(BootstrapSession session) {
        // The request was told.
    }

    @Override
    public void noConfig(BootstrapSession session) {
        // The failure is told.
    }

    @Override
    public void sendRequest(BootstrapSession session, BootstrapDownlinkRequest<? extends LwM2mResponse> request) {
        // The message is told.
    }
}
