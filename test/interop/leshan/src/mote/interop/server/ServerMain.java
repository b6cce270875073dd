package mote.interop.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import mote.interop.shared.CommandLoop;
import mote.interop.shared.Definitions;
import mote.interop.shared.Output;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.server.LeshanServer;

/** Leshan's LwM2M servers, as many as are started, each with a name. */
public final class ServerMain {

    private final Output output = new Output();
    private final List<ObjectModel> models;
    private final Map<String, Server> servers = new HashMap<>();

    private ServerMain(String[] definitions) throws Exception {
        models = Definitions.load(definitions);
    }

    /** @param definitions Files of object definitions beyond those that Leshan brings along. */
    public static void main(String[] definitions) throws Exception {
        ServerMain program = new ServerMain(definitions);
        new CommandLoop(program.output, program::carryOut).run();
    }

    private void carryOut(JsonNode command, ObjectNode answer) throws Exception {
        String name = command.get("server").asText();
        switch (command.get("command").asText()) {
        case "start" -> answer.put("port", start(name, command)).put("version", version());
        case "stop" -> stop(name);
        default -> new Commands(server(name)).carryOut(command, answer);
        }
    }

    private synchronized int start(String name, JsonNode command) throws Exception {
        if (servers.containsKey(name)) {
            throw new IllegalStateException(name + " is running already");
        }
        Server server = new Server(name, Settings.of(command), models, output);
        servers.put(name, server);
        return server.port();
    }

    private synchronized void stop(String name) {
        Server server = servers.remove(name);
        if (server != null) {
            server.destroy();
        }
    }

    private synchronized Server server(String name) {
        Server server = servers.get(name);
        if (server == null) {
            throw new IllegalStateException(name + " is not running");
        }
        return server;
    }

    /** The version of Leshan, as its jar says it. */
    private static String version() throws Exception {
        String path = "/META-INF/maven/org.eclipse.leshan/leshan-lwm2m-server/pom.properties";
        Properties properties = new Properties();
        try (InputStream input = LeshanServer.class.getResourceAsStream(path)) {
            properties.load(input);
        }
        return properties.getProperty("version");
    }
}
