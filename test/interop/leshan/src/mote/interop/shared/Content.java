package mote.interop.shared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.leshan.core.link.DefaultLinkParser;
import org.eclipse.leshan.core.link.Link;
import org.eclipse.leshan.core.link.LinkParseException;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.model.ResourceModel.Type;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.ObjectLink;
import org.eclipse.leshan.core.util.Hex;
import org.eclipse.leshan.core.util.datatype.ULong;

/**
 * Leshan's nodes as JSON: an object, an instance or a multiple resource is an object of what is in it, by id; a value
 * is a number, a text or a boolean. Times are seconds since 1970, object links are "3:0", opaque values are hex digits,
 * links are in CoRE Link Format, and integers that a double cannot hold are the text of their digits.
 */
public final class Content {

    private final LwM2mModel model;

    /** @param model The definitions of the objects that the client has. */
    public Content(LwM2mModel model) {
        this.model = model;
    }

    /** @return JSON's null for what is not there. */
    public static JsonNode toJson(LwM2mNode node) {
        if (node == null) {
            return Output.JSON.nullNode();
        } else if (node instanceof LwM2mObject object) {
            return toJson(object.getInstances());
        } else if (node instanceof LwM2mObjectInstance instance) {
            return toJson(instance.getResources());
        } else if (node instanceof LwM2mResource resource && resource.isMultiInstances()) {
            return toJson(resource.getInstances());
        } else if (node instanceof LwM2mResource resource) {
            return toJson(resource.getType(), resource.getValue());
        } else if (node instanceof LwM2mResourceInstance instance) {
            return toJson(instance.getType(), instance.getValue());
        }
        throw new IllegalArgumentException("no content: " + node);
    }

    /** Several nodes by their paths. */
    public static JsonNode pathsToJson(Map<LwM2mPath, ? extends LwM2mNode> nodes) {
        ObjectNode json = Output.JSON.createObjectNode();
        new TreeMap<>(nodes).forEach((path, node) -> json.set(path.toString(), toJson(node)));
        return json;
    }

    private static JsonNode toJson(Map<Integer, ? extends LwM2mNode> nodes) {
        ObjectNode json = Output.JSON.createObjectNode();
        new TreeMap<>(nodes).forEach((id, node) -> json.set(id.toString(), toJson(node)));
        return json;
    }

    private static JsonNode toJson(Type type, Object value) {
        return Output.JSON.valueToTree(switch (type) {
        case TIME -> ((Date) value).getTime() / 1000;
        case OBJLNK -> ((ObjectLink) value).getObjectId() + ":" + ((ObjectLink) value).getObjectInstanceId();
        case INTEGER -> isExact((Long) value) ? value : value.toString();
        case UNSIGNED_INTEGER -> isExact(((ULong) value).longValue()) ? ((ULong) value).longValue() : value.toString();
        case CORELINK -> links((Link[]) value);
        case OPAQUE -> Hex.encodeHexString((byte[]) value);
        default -> value;
        });
    }

    /** Whether JavaScript's numbers hold the integer; an unsigned one of 64 bits shows here as negative. */
    private static boolean isExact(long value) {
        return Math.abs(value) <= (1L << 53) && value != Long.MIN_VALUE;
    }

    private static String links(Link[] links) {
        return Arrays.stream(links).map(Link::toCoreLinkFormat).collect(Collectors.joining(","));
    }

    private static Link[] toLinks(String text) {
        try {
            return text.isEmpty() ? new Link[0]
                    : new DefaultLinkParser().parseCoreLinkFormat(text.getBytes(StandardCharsets.UTF_8));
        } catch (LinkParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Several nodes by their paths, from their JSON. */
    public Map<LwM2mPath, LwM2mNode> toNodes(JsonNode json) {
        Map<LwM2mPath, LwM2mNode> nodes = new HashMap<>();
        json.fields().forEachRemaining(each -> {
            LwM2mPath path = new LwM2mPath(each.getKey());
            nodes.put(path, toNode(path, each.getValue()));
        });
        return nodes;
    }

    /** The node at a path, from its JSON. */
    public LwM2mNode toNode(LwM2mPath path, JsonNode json) {
        if (path.isObject()) {
            List<LwM2mObjectInstance> instances = new ArrayList<>();
            json.fields().forEachRemaining(each -> instances.add(new LwM2mObjectInstance(
                    Integer.parseInt(each.getKey()), toResources(path.getObjectId(), each.getValue()))));
            return new LwM2mObject(path.getObjectId(), instances);
        } else if (path.isObjectInstance()) {
            return new LwM2mObjectInstance(path.getObjectInstanceId(), toResources(path.getObjectId(), json));
        } else if (path.isResource()) {
            return toResource(path.getObjectId(), path.getResourceId(), json);
        }
        Type type = definition(path.getObjectId(), path.getResourceId()).type;
        return LwM2mResourceInstance.newInstance(path.getResourceInstanceId(), toValue(type, json), type);
    }

    /** The resources of an instance, from their JSON. */
    public List<LwM2mResource> toResources(int objectId, JsonNode json) {
        List<LwM2mResource> resources = new ArrayList<>();
        json.fields().forEachRemaining(
                each -> resources.add(toResource(objectId, Integer.parseInt(each.getKey()), each.getValue())));
        return resources;
    }

    private LwM2mResource toResource(int objectId, int resourceId, JsonNode json) {
        Type type = definition(objectId, resourceId).type;
        if (!json.isObject()) {
            return LwM2mSingleResource.newResource(resourceId, toValue(type, json), type);
        }
        Map<Integer, Object> values = new HashMap<>();
        json.fields().forEachRemaining(
                each -> values.put(Integer.parseInt(each.getKey()), toValue(type, each.getValue())));
        return LwM2mMultipleResource.newResource(resourceId, values, type);
    }

    private ResourceModel definition(int objectId, int resourceId) {
        ResourceModel definition = model.getResourceModel(objectId, resourceId);
        if (definition == null) {
            throw new IllegalArgumentException("no definition of /" + objectId + "/*/" + resourceId);
        }
        return definition;
    }

    private static Object toValue(Type type, JsonNode json) {
        return switch (type) {
        case INTEGER -> Long.valueOf(json.asText());
        case UNSIGNED_INTEGER -> ULong.valueOf(json.asText());
        case FLOAT -> json.doubleValue();
        case BOOLEAN -> json.booleanValue();
        case TIME -> new Date(json.longValue() * 1000);
        case OPAQUE -> Hex.decodeHex(json.textValue().toCharArray());
        case OBJLNK -> ObjectLink.decodeFromString(json.textValue());
        case STRING -> json.textValue();
        case CORELINK -> toLinks(json.textValue());
        default -> throw new IllegalArgumentException("no values of type " + type);
        };
    }
}
