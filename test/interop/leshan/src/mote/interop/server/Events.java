package mote.interop;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.leshan.core.link.Link;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.observation.ObservationListener;
import org.eclipse.leshan.server.registration.Registration;
import org.eclipse.leshan.server.registration.RegistrationListener;
import org.eclipse.leshan.server.registration.RegistrationUpdate;

/** What happens at the server, as events on the output. */
final class Events implements RegistrationListener, ObservationListener {

    private final Output output;

    Events(Output output) {
        this.output = output;
    }

    void listenTo(LeshanServer leshan, Endpoint coap) {
        leshan.getRegistrationService().addListener(this);
        leshan.getObservationService().addListener(this);
        coap.addInterceptor(new Traffic(output));
    }

    /** The name of a response's Content-Format, such as "TLV"; null when it has none. */
    static String formatOf(Response response) {
        return response.getOptions().hasContentFormat()
                ? ContentFormat.fromCode(response.getOptions().getContentFormat()).getName()
                : null;
    }

    private static ObjectNode event(String name) {
        return Output.JSON.createObjectNode().put("event", name);
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
        ObjectNode event = notification(observation).put("milliseconds", System.nanoTime() / 1_000_000);
        if (response.isSuccess()) {
            event.put("format", formatOf((Response) response.getCoapResponse()));
            event.set("content", Content.toJson(response.getContent()));
        } else {
            event.put("error", response.getCode().toString());
        }
        output.write(event);
    }

    @Override
    public void onError(Observation observation, Registration registration, Exception error) {
        output.write(notification(observation).put("error", Main.reason(error)));
    }

    private static ObjectNode notification(Observation observation) {
        return event("notification").put("observation", observation.getId().getAsHexString());
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
    public void onResponse(CompositeObservation observation, Registration registration,
            ObserveCompositeResponse response) {
        throw new IllegalStateException("no composite observation was asked for");
    }
}
