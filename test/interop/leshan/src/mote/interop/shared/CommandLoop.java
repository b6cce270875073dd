package mote.interop.shared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Lines of JSON: commands on standard input, answers and events on standard output.
 *
 * <p>
 * A command is {@code {"id": 1, "command": "read", "server": "A", ...}}. Its answer repeats the id:
 * {@code {"id": 1, "code": "2.05", ...}}, or {@code {"id": 1, "error": "..."}} when Leshan could not carry it out, or
 * could not make sense of what the client had answered. Events are {@code {"event": "registered", "server": "A", ...}}
 * and come as they happen. The program ends with its input.
 */
public final class CommandLoop {

    /** What carries out one command. */
    @FunctionalInterface
    public interface Commands {
        /** Fills the answer. */
        void carryOut(JsonNode command, ObjectNode answer) throws Exception;
    }

    private final Output output;
    private final Commands commands;

    public CommandLoop(Output output, Commands commands) {
        this.output = output;
        this.commands = commands;
    }

    /** Carries out commands until there are no more. */
    public void run() throws IOException {
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
            commands.carryOut(command, answer);
        } catch (Exception e) {
            answer.put("error", reason(e));
        }
        output.write(answer);
    }

    /** What went wrong, with all that led to it: Leshan says in the cause what it did not like of a payload. */
    public static String reason(Throwable e) {
        StringBuilder reason = new StringBuilder();
        for (Throwable each = e; each != null; each = each.getCause()) {
            reason.append(reason.length() == 0 ? "" : ": ");
            reason.append(each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage());
        }
        return reason.toString();
    }
}
