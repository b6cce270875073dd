package mote.interop.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Map;
import mote.interop.shared.Coap;
import mote.interop.shared.Content;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.request.BootstrapDeleteRequest;
import org.eclipse.leshan.core.request.BootstrapDiscoverRequest;
import org.eclipse.leshan.core.request.BootstrapDownlinkRequest;
import org.eclipse.leshan.core.request.BootstrapReadRequest;
import org.eclipse.leshan.core.request.BootstrapWriteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.server.bootstrap.BootstrapTaskProvider;

/**
 * The requests of a session from JSON:
 * {@code [{"task": "delete", "path": "/0"}, {"task": "write", "path": "/1/0", "content": {...}, "format": "TLV"}]}.
 * There are write, delete, discover and read. Finish comes by itself at the end.
 */
final class Tasks {

    private final LwM2mModel model;

    Tasks(LwM2mModel model) {
        this.model = model;
    }

    /** @param preferred The format of writes that name none, as the client asked for. */
    BootstrapTaskProvider.Tasks fromJson(JsonNode list, ContentFormat preferred) {
        var tasks = new BootstrapTaskProvider.Tasks();
        tasks.requestsToSend = new ArrayList<>();
        tasks.supportedObjects = Map.of();
        list.forEach(task -> tasks.requestsToSend.add(request(task, preferred)));
        return tasks;
    }

    private BootstrapDownlinkRequest<? extends LwM2mResponse> request(JsonNode task, ContentFormat preferred) {
        String path = task.get("path").asText();
        ContentFormat format = Coap.format(task, "format");
        return switch (task.get("task").asText()) {
        case "write" -> new BootstrapWriteRequest(new LwM2mPath(path),
                new Content(model).toNode(new LwM2mPath(path), task.get("content")),
                format == null ? preferred : format);
        case "delete" -> new BootstrapDeleteRequest(path);
        case "discover" -> new BootstrapDiscoverRequest(path);
        case "read" -> new BootstrapReadRequest(format, path);
        default -> throw new IllegalArgumentException("no such task");
        };
    }
}
