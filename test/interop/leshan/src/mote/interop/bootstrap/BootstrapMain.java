package mote.interop.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mote.interop.shared.CommandLoop;
import mote.interop.shared.Definitions;
import mote.interop.shared.Output;
import mote.interop.shared.Psk;
import org.eclipse.leshan.core.model.ObjectModel;

/** Leshan's bootstrap servers, as many as are started, each with a name. */
public final class BootstrapMain {

    private final Output output = new Output();
    private final List<ObjectModel> models;
    private final Map<String, BootstrapServer> servers = new HashMap<>();

    private BootstrapMain(String[] definitions) throws Exception {
        models = Definitions.load(definitions);
    }

    /** @param definitions Files of object definitions beyond those that Leshan brings along. */
    public static void main(String[] definitions) throws Exception {
        BootstrapMain program = new BootstrapMain(definitions);
        new CommandLoop(program.output, program::carryOut).run();
    }

    private synchronized void carryOut(JsonNode command, ObjectNode answer) throws Exception {
        String name = command.get("server").asText();
        switch (command.get("command").asText()) {
        case "start" -> {
            if (servers.containsKey(name)) {
                throw new IllegalStateException(name + " is running already");
            }
            var server = new BootstrapServer(name, command.path("port").asInt(), Psk.of(command), models, output);
            servers.put(name, server);
            answer.put("port", server.port());
        }
        case "tasks" -> servers.get(name).setTasks(command.get("tasks"));
        case "stop" -> {
            BootstrapServer server = servers.remove(name);
            if (server != null) {
                server.destroy();
            }
        }
        default -> throw new IllegalArgumentException("no such command");
        }
    }
}
