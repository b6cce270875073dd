package mote.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Leshan server, driven by lines of JSON: commands on standard input, answers and events on standard output.
 *
 * <p>
 * A command is {@code {"id": 1, "command": "read", ...}}. Its answer repeats the id: {@code {"id": 1, "code": "2.05",
 * ...}}, or {@code {"id": 1, "error": "..."}} when Leshan could not carry it out, or could not make sense of what the
 * client had answered. Events are {@code {"event": "registered", ...}} and come as they happen. Arguments of the
 * program are the files of object definitions beyond those that Leshan brings along. The program ends with its input.
 */
public final class Main {

    private final Output output = new Output();
    private final Server server;

    private Main(String[] definitions) throws Exception {
        File[] files = new File[definitions.length];
        for (int i = 0; i < files.length; i++) {
            files[i] = new File(definitions[i]);
        }
        server = new Server(files, new Events(output));
    }

    public static void main(String[] definitions) throws Exception {
        new Main(definitions).run();
    }

    private void run() throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        // A command may have to wait for the client; others are carried out meanwhile.
        ExecutorService workers = Executors.newCachedThreadPool();
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            JsonNode command = Output.JSON.readTree(line);
            workers.execute(() -> answer(command));
        }
        System.exit(0);
    }

    private void answer(JsonNode command) {
        ObjectNode answer = Output.JSON.createObjectNode();
        answer.set("id", command.get("id"));
        try {
            carryOut(command, answer);
        } catch (Exception e) {
            answer.put("error", reason(e));
        }
        output.write(answer);
    }

    private void carryOut(JsonNode command, ObjectNode answer) throws Exception {
        switch (command.get("command").asText()) {
        case "start" -> answer.put("port", server.start(command.get("port").asInt())).put("version", Server.version());
        case "stop" -> server.stop();
        default -> new Commands(server.running()).carryOut(command, answer);
        }
    }

    /** What went wrong, with all that led to it: Leshan says in the cause what it did not like of a payload. */
    static String reason(Throwable e) {
        StringBuilder reason = new StringBuilder();
        for (Throwable each = e; each != null; each = each.getCause()) {
            reason.append(reason.length() == 0 ? "" : ": ");
            reason.append(each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage());
        }
        return reason.toString();
    }
}
