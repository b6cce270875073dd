package mote.interop.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeMap;
import java.util.TreeSet;
import mote.interop.shared.Coap;
import mote.interop.shared.CommandLoop;
import mote.interop.shared.Content;
import mote.interop.shared.Output;
import org.eclipse.leshan.core.link.Link;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.SendRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.observation.ObservationListener;
import org.eclipse.leshan.server.queue.PresenceListener;
import org.eclipse.leshan.server.registration.Registration;
import org.eclipse.leshan.server.registration.RegistrationListener;
import org.eclipse.leshan.server.registration.RegistrationUpdate;
import org.eclipse.leshan.server.send.SendListener;

/** What happens at the server, as events on the output. */
final class Events implements RegistrationListener, ObservationListener, SendListener, PresenceListener {

    private final Output output;
    private final String server;

    /** @param server The name of the server. */
    Events(Output output, String server) {
        this.output = output;
        this.server = server;
    }

    void listenTo(LeshanServer leshan) {
        leshan.getRegistrationService().addListener(this);
        leshan.getObservationService().addListener(this);
        leshan.getSendService().addListener(this);
        leshan.getPresenceService().addListener(this);
    }

    private ObjectNode event(String name) {
        return Output.event(name, server);
    }

    @Override
    public void registered(Registration registration, Registration previous, Collection<Observation> observations) {
        ObjectNode event = event("registered").put("again", previous != null);
        event.put("endpoint", registration.getEndpoint()).put("location", registration.getId());
        event.put("lifetime", registration.getLifeTimeInSec()).put("version", registration.getLwM2mVersion().toString());
        event.put("queueMode", registration.usesQueueMode()).put("rootPath", registration.getRootPath());
        ArrayNode binding = event.putArray("binding");
        registration.getBindingMode().forEach(mode -> binding.add(mode.toString()));
        ArrayNode formats = event.putArray("formats");
        new TreeSet<>(registration.getSupportedContentFormats()).forEach(format -> formats.add(format.getName()));
        ObjectNode objects = event.putObject("objects");
        registration.getSupportedObject().forEach((id, version) -> objects.put(id.toString(), version.toString()));
        putLinks(event, registration.getSortedObjectLinks());
        output.write(event);
    }

    @Override
    public void updated(RegistrationUpdate update, Registration registration, Registration previous) {
        ObjectNode event = event("updated").put("location", update.getRegistrationId());
        if (update.getLifeTimeInSec() != null) {
            event.put("lifetime", update.getLifeTimeInSec());
        }
        if (update.getBindingMode() != null) {
            event.put("binding", update.getBindingMode().toString());
        }
        if (update.getObjectLinks() != null) {
            putLinks(event, registration.getSortedObjectLinks());
        }
        output.write(event);
    }

    @Override
    public void unregistered(Registration registration, Collection<Observation> observations, boolean expired,
            Registration newRegistration) {
        output.write(event("unregistered").put("location", registration.getId()).put("expired", expired)
                .put("replaced", newRegistration != null));
    }

    private static void putLinks(ObjectNode event, Link[] links) {
        ArrayNode list = event.putArray("links");
        Arrays.stream(links).forEach(link -> list.add(link.toCoreLinkFormat()));
    }

    @Override
    public void onResponse(SingleObservation observation, Registration registration, ObserveResponse response) {
        ObjectNode event = notification(observation, response);
        if (response.isSuccess()) {
            event.set("content", Content.toJson(response.getContent()));
            if (response.getTimestampedLwM2mNodes() != null) {
                ArrayNode values = event.putArray("values");
                response.getTimestampedLwM2mNodes().forEach(
                        each -> putValue(values, each.getTimestamp(), null, Content.toJson(each.getNode())));
            }
        }
        output.write(event);
    }

    @Override
    public void onResponse(CompositeObservation observation, Registration registration,
            ObserveCompositeResponse response) {
        ObjectNode event = notification(observation, response);
        if (response.isSuccess()) {
            event.set("content", Content.pathsToJson(response.getContent()));
        }
        output.write(event);
    }

    @Override
    public void onError(Observation observation, Registration registration, Exception error) {
        output.write(notification(observation).put("error", CommandLoop.reason(error)));
    }

    private ObjectNode notification(Observation observation) {
        return event("notification").put("observation", observation.getId().getAsHexString());
    }

    private ObjectNode notification(Observation observation, LwM2mResponse response) {
        ObjectNode event = notification(observation).put("milliseconds", System.nanoTime() / 1_000_000);
        return response.isSuccess() ? event.put("format", Coap.formatOf(response.getCoapResponse()))
                : event.put("error", response.getCode().toString());
    }

    @Override
    public void newObservation(Observation observation, Registration registration) {
        // The answer to the command says so.
    }

    @Override
    public void cancelled(Observation observation) {
        // The answer to the command says so.
    }

    @Override
    public void dataReceived(Registration registration, TimestampedLwM2mNodes data, SendRequest request) {
        ObjectNode event = event("send").put("endpoint", registration.getEndpoint());
        event.put("format", request.getFormat().getName());
        ArrayNode values = event.putArray("values");
        for (Instant time : data.getTimestamps()) {
            new TreeMap<>(data.getNodesAt(time))
                    .forEach((path, node) -> putValue(values, time, path.toString(), Content.toJson(node)));
        }
        output.write(event);
    }

    @Override
    public void onError(Registration registration, String message, Exception error) {
        String reason = error == null ? message : message + ": " + CommandLoop.reason(error);
        output.write(event("send").put("endpoint", registration.getEndpoint()).put("error", reason));
    }

    /** One value, with its path and its time in seconds since 1970 when it has them. */
    private static void putValue(ArrayNode values, Instant time, String path, JsonNode content) {
        ObjectNode value = values.addObject();
        if (time != null) {
            value.put("time", time.getEpochSecond() + time.getNano() / 1e9);
        }
        if (path != null) {
            value.put("path", path);
        }
        value.set("content", content);
    }

    @Override
    public void onAwake(Registration registration) {
        output.write(event("awake").put("endpoint", registration.getEndpoint()));
    }

    @Override
    public void onSleeping(Registration registration) {
        output.write(event("sleeping").put("endpoint", registration.getEndpoint()));
    }
}
