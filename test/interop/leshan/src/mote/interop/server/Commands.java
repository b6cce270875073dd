package mote.interop.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import mote.interop.shared.Coap;
import mote.interop.shared.Content;
import org.eclipse.californium.core.coap.option.BlockOption;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.leshan.core.link.lwm2m.LwM2mLink;
import org.eclipse.leshan.core.link.lwm2m.attributes.DefaultLwM2mAttributeParser;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.CancelCompositeObservationRequest;
import org.eclipse.leshan.core.request.CancelObservationRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.request.DiscoverRequest;
import org.eclipse.leshan.core.request.DownlinkDeviceManagementRequest;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.request.ObserveCompositeRequest;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.request.ReadCompositeRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.WriteAttributesRequest;
import org.eclipse.leshan.core.request.WriteCompositeRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.core.response.ReadCompositeResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.util.Hex;
import org.eclipse.leshan.server.LeshanServer;

/** The operations of a server on the client that is registered with it. */
final class Commands {

    /** Milliseconds. Long enough for a request to be repeated twice when the machine is busy. */
    private static final long TIMEOUT = 10_000;

    private final Server server;
    private final LeshanServer leshan;

    Commands(Server server) {
        this.server = server;
        this.leshan = server.leshan();
    }

    void carryOut(JsonNode command, ObjectNode answer) throws Exception {
        String path = command.path("path").asText(null);
        switch (command.get("command").asText()) {
        case "read" -> putContent(answer, send(answer, new ReadRequest(format(command), path)));
        case "write" -> send(answer, write(command, new LwM2mPath(path)));
        case "writeAttributes" -> send(answer, new WriteAttributesRequest(path, attributes(command)));
        case "execute" -> send(answer, new ExecuteRequest(path, command.path("arguments").asText(null)));
        case "create" -> {
            var response = send(answer, create(command, new LwM2mPath(path)));
            answer.put("location", response.getLocation());
        }
        case "delete" -> send(answer, new DeleteRequest(path));
        case "discover" -> putLinks(answer, send(answer, new DiscoverRequest(path)).getObjectLinks());
        case "observe" -> putObservation(answer, send(answer, new ObserveRequest(format(command), path)));
        case "readComposite" -> putComposite(answer,
                send(answer, new ReadCompositeRequest(format(command), accept(command), paths(command))));
        case "writeComposite" -> send(answer,
                new WriteCompositeRequest(format(command), content().toNodes(command.get("content")), null));
        case "observeComposite" -> putObservation(answer,
                send(answer, new ObserveCompositeRequest(format(command), accept(command),
                        LwM2mPath.getLwM2mPathList(paths(command)))));
        case "cancel" -> cancel(command, answer);
        case "coap" -> exchange(command, answer);
        default -> throw new IllegalArgumentException("no such command");
        }
    }

    private Content content() {
        return new Content(leshan.getModelProvider().getObjectModel(server.client()));
    }

    /** Sends a request and notes the code of its response. */
    private <T extends LwM2mResponse> T send(ObjectNode answer, DownlinkDeviceManagementRequest<T> request)
            throws InterruptedException {
        T response = leshan.send(server.client(), request, TIMEOUT);
        if (response == null) {
            throw new IllegalStateException("no response within " + TIMEOUT + " ms");
        }
        answer.put("code", Coap.code(response.getCode().getCode()));
        return response;
    }

    private static ContentFormat format(JsonNode command) {
        return Coap.format(command, "format");
    }

    private static ContentFormat accept(JsonNode command) {
        return Coap.format(command, "accept");
    }

    private static List<String> paths(JsonNode command) {
        List<String> paths = new ArrayList<>();
        command.get("paths").forEach(path -> paths.add(path.asText()));
        return paths;
    }

    private static LwM2mAttributeSet attributes(JsonNode command) throws Exception {
        return new LwM2mAttributeSet(
                new DefaultLwM2mAttributeParser().parseUriQuery(command.get("attributes").asText()));
    }

    private WriteRequest write(JsonNode command, LwM2mPath path) {
        var mode = WriteRequest.Mode.valueOf(command.get("mode").asText());
        return new WriteRequest(mode, format(command), path, content().toNode(path, command.get("content")));
    }

    /** Creates the instance that the path names or, when it names the object alone, one whose id the client chooses. */
    private CreateRequest create(JsonNode command, LwM2mPath path) {
        List<LwM2mResource> resources = content().toResources(path.getObjectId(), command.get("content"));
        if (path.isObjectInstance()) {
            var instance = new LwM2mObjectInstance(path.getObjectInstanceId(), resources);
            return new CreateRequest(format(command), path.getObjectId(), instance);
        }
        return new CreateRequest(format(command), path.getObjectId(), resources);
    }

    private static void putContent(ObjectNode answer, ReadResponse response) {
        if (response.isSuccess()) {
            answer.put("format", Coap.formatOf(response.getCoapResponse()));
            answer.set("content", Content.toJson(response.getContent()));
        }
    }

    private static void putComposite(ObjectNode answer, ReadCompositeResponse response) {
        if (response.isSuccess()) {
            answer.put("format", Coap.formatOf(response.getCoapResponse()));
            answer.set("content", Content.pathsToJson(response.getContent()));
        }
    }

    private static void putLinks(ObjectNode answer, LwM2mLink[] links) {
        if (links != null) {
            ArrayNode list = answer.putArray("links");
            for (LwM2mLink link : links) {
                list.add(link.toCoreLinkFormat());
            }
        }
    }

    private static void putObservation(ObjectNode answer, ObserveResponse response) {
        putContent(answer, response);
        putId(answer, response.getObservation());
    }

    private static void putObservation(ObjectNode answer, ObserveCompositeResponse response) {
        putComposite(answer, response);
        putId(answer, response.getObservation());
    }

    private static void putId(ObjectNode answer, Observation observation) {
        if (observation != null) {
            answer.put("observation", observation.getId().getAsHexString());
        }
    }

    /** Cancels an observation: by a request, or silently, so that the next notification is answered with Reset. */
    private void cancel(JsonNode command, ObjectNode answer) throws InterruptedException {
        Observation observation = observation(command.get("observation").asText());
        if (command.get("how").asText().equals("passive")) {
            leshan.getObservationService().cancelObservation(observation);
        } else if (observation instanceof SingleObservation single) {
            putContent(answer, send(answer, new CancelObservationRequest(single)));
        } else {
            var request = new CancelCompositeObservationRequest((CompositeObservation) observation);
            putComposite(answer, send(answer, request));
        }
    }

    private Observation observation(String id) {
        for (Observation each : leshan.getObservationService().getObservations(server.client())) {
            if (each.getId().getAsHexString().equals(id)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no observation " + id);
    }

    /** A request that is none of LwM2M, or that Leshan is too well-behaved to send. */
    private void exchange(JsonNode command, ObjectNode answer) throws InterruptedException {
        Request request = new Request(Code.valueOf(command.get("method").asText()));
        request.setDestinationContext(new AddressEndpointContext(server.client().getSocketAddress()));
        for (String segment : segments(command.get("path").asText(), "/")) {
            request.getOptions().addUriPath(segment);
        }
        for (String query : segments(command.path("query").asText(), "&")) {
            request.getOptions().addUriQuery(query);
        }
        if (command.has("format")) {
            request.getOptions().setContentFormat(command.get("format").intValue());
        }
        if (command.has("accept")) {
            request.getOptions().setAccept(command.get("accept").intValue());
        }
        if (command.has("payload")) {
            request.setPayload(Hex.decodeHex(command.get("payload").textValue().toCharArray()));
        }
        if (command.has("block2")) {
            int size = command.get("block2").get("size").intValue();
            request.getOptions().setBlock2(BlockOption.size2Szx(size), false,
                    command.get("block2").get("num").intValue());
        }
        server.coap().sendRequest(request);
        Response response = request.waitForResponse(TIMEOUT);
        if (response == null) {
            throw new IllegalStateException("no response within " + TIMEOUT + " ms");
        }
        answer.put("code", response.getCode().text);
        answer.put("payload", Hex.encodeHexString(response.getPayload()));
        if (response.getOptions().hasContentFormat()) {
            answer.put("format", Coap.formatOf(response));
        }
    }

    private static List<String> segments(String text, String separator) {
        List<String> segments = new ArrayList<>(List.of(text.split(separator)));
        segments.removeIf(String::isEmpty);
        return segments;
    }
}
