package mote.interop.shared;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.leshan.core.request.ContentFormat;

/** CoAP as the lines of JSON have it. */
public final class Coap {

    private Coap() {
    }

    /** Leshan's 405 as 4.05. */
    public static String code(int code) {
        return String.format("%d.%02d", code / 100, code % 100);
    }

    /** The name of a response's Content-Format, such as "TLV"; null when it has none. */
    public static String formatOf(Object coapResponse) {
        if (coapResponse instanceof Response response && response.getOptions().hasContentFormat()) {
            return ContentFormat.fromCode(response.getOptions().getContentFormat()).getName();
        }
        return null;
    }

    /** The format of a command, such as "TLV", by its name; null when the command has none. */
    public static ContentFormat format(JsonNode command, String field) {
        if (!command.has(field)) {
            return null;
        }
        ContentFormat format = ContentFormat.fromName(command.get(field).asText());
        if (format == null) {
            throw new IllegalArgumentException("Leshan has no format " + command.get(field));
        }
        return format;
    }
}
