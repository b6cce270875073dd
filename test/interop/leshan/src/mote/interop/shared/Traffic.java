package mote.interop.shared;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.EmptyMessage;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;
import org.eclipse.leshan.core.util.Hex;

/** Every CoAP message that the server sends or receives, as an event. Repetitions are messages, too. */
public final class Traffic implements MessageInterceptor {

    private final Output output;
    private final String server;

    /** @param server The name of the server. */
    public Traffic(Output output, String server) {
        this.output = output;
        this.server = server;
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
        ObjectNode event = Output.event("message", server).put("from", from);
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
        if (options.hasAccept()) {
            event.put("accept", options.getAccept());
        }
        // BlockOption has another package in each release of Californium.
        var block1 = options.getBlock1();
        if (block1 != null) {
            event.set("block1", block(block1.getNum(), block1.isM(), block1.getSize()));
        }
        var block2 = options.getBlock2();
        if (block2 != null) {
            event.set("block2", block(block2.getNum(), block2.isM(), block2.getSize()));
        }
        event.put("payload", Hex.encodeHexString(message.getPayload()));
        output.write(event);
    }

    private static ObjectNode block(int num, boolean more, int size) {
        return Output.JSON.createObjectNode().put("num", num).put("more", more).put("size", size);
    }

    private static String code(Message message) {
        if (message instanceof Request request && request.getCode() != null) {
            return request.getCode().name();
        }
        return CoAP.formatCode(message.getRawCode());
    }
}
