package mote.interop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.EmptyMessage;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;
import org.eclipse.leshan.core.util.Hex;

/** Every CoAP message that the server sends or receives, as an event. Repetitions are messages, too. */
final class Traffic implements MessageInterceptor {

    private final Output output;

    Traffic(Output output) {
        this.output = output;
    }

    @Override
    public void sendRequest(Request request) {
        put("server", request);
    }

    @Override
    public void sendResponse(Response response) {
        put("server", response);
    }

    @Override
    public void sendEmptyMessage(EmptyMessage message) {
        put("server", message);
    }

    @Override
    public void receiveRequest(Request request) {
        put("client", request);
    }

    @Override
    public void receiveResponse(Response response) {
        put("client", response);
    }

    @Override
    public void receiveEmptyMessage(EmptyMessage message) {
        put("client", message);
    }

    private void put(String from, Message message) {
        ObjectNode event = Output.JSON.createObjectNode().put("event", "message").put("from", from);
        event.put("type", message.getType().toString()).put("code", code(message)).put("id", message.getMID());
        event.put("token", message.getTokenString());
        var options = message.getOptions();
        event.put("path", message instanceof Request ? options.getUriPathString() : options.getLocationPathString());
        event.put("query", options.getUriQueryString());
        if (options.hasObserve()) {
            event.put("observe", options.getObserve());
        }
        if (options.hasContentFormat()) {
            event.put("format", options.getContentFormat());
        }
        event.put("payload", Hex.encodeHexString(message.getPayload()));
        output.write(event);
    }

    private static String code(Message message) {
        if (message instanceof Request request && request.getCode() != null) {
            return request.getCode().name();
        }
        return CoAP.formatCode(message.getRawCode());
    }
}
