package mote.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output, a line of JSON at a time, from any thread. */
final class Output {

    static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream stream = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    synchronized void write(JsonNode line) {
        try {
            stream.println(JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
