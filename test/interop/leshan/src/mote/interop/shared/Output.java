package mote.interop.shared;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output, a line of JSON at a time, from any thread. */
public final class Output {

    public static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream stream = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public synchronized void write(JsonNode line) {
        try {
            stream.println(JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An event of one server, to be filled and written. */
    public static ObjectNode event(String name, String server) {
        return JSON.createObjectNode().put("event", name).put("server", server);
    }
}
