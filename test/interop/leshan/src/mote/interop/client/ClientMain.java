package mote.interop.client;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import mote.interop.shared.Definitions;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.leshan.client.LeshanClient;
import org.eclipse.leshan.client.LeshanClientBuilder;
import org.eclipse.leshan.client.engine.DefaultRegistrationEngineFactory;
import org.eclipse.leshan.client.object.Device;
import org.eclipse.leshan.client.object.LwM2mTestObject;
import org.eclipse.leshan.client.object.Security;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.ObjectsInitializer;
import org.eclipse.leshan.client.resource.SimpleInstanceEnabler;
import org.eclipse.leshan.client.send.ManualDataSender;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpointsProvider;

/**
 * Leshan's client with the objects of the test application, in the place of the image: told by the same variables of
 * the environment, and its button is the end of its input. What fails with it is a fault of the harness.
 */
public final class ClientMain {

    private static final int TEST_OBJECT = 3442;
    private static final int BINARY_DATA = 19;
    private static final int TEMPERATURE = 3303;
    private static final int SHORT_SERVER_ID = 101;
    /** What a body in blocks may have, in bytes. */
    private static final int BODY_LIMIT = 1_000_000;
    private static final int BLOCK_SIZE = 512;

    private ClientMain() {
    }

    /** @param definitions Files of object definitions beyond those that Leshan brings along. */
    public static void main(String[] definitions) throws Exception {
        var objects = new ObjectsInitializer(new StaticModel(model(definitions)));
        String bootstrap = System.getenv("MOTE_BOOTSTRAP");
        if (bootstrap == null) {
            long lifetime = Long.parseLong(System.getenv("MOTE_LIFETIME"));
            String uri = System.getenv("MOTE_SERVER");
            objects.setInstancesForObject(LwM2mId.SECURITY, Security.noSec(uri, SHORT_SERVER_ID));
            objects.setInstancesForObject(LwM2mId.SERVER, new UnmutedServer(SHORT_SERVER_ID, lifetime));
        } else {
            objects.setInstancesForObject(LwM2mId.SECURITY, Security.noSecBootstrap(bootstrap));
            objects.setClassForObject(LwM2mId.SERVER, UnmutedServer.class);
        }
        objects.setInstancesForObject(LwM2mId.DEVICE, new Device("Mote", "interop", "1"));
        objects.setInstancesForObject(TEST_OBJECT, new LwM2mTestObject());
        objects.setInstancesForObject(BINARY_DATA, new BinaryData());
        objects.setInstancesForObject(TEMPERATURE, sensors());
        LeshanClient client = build(objects.createAll());
        client.start();
        awaitEnd();
        client.destroy(true);
    }

    /** The definitions; of a core object that has several, the one of LwM2M 1.1, which is what the client speaks. */
    private static List<ObjectModel> model(String[] definitions) throws Exception {
        List<ObjectModel> models = Definitions.load(definitions);
        models.removeIf(model -> model.id == LwM2mId.DEVICE && !"1.1".equals(model.version));
        return models;
    }

    private static LwM2mInstanceEnabler[] sensors() {
        String count = System.getenv("MOTE_SENSORS");
        LwM2mInstanceEnabler[] sensors = new LwM2mInstanceEnabler[count == null ? 1 : Integer.parseInt(count)];
        Arrays.setAll(sensors, id -> new SimpleInstanceEnabler(id, Map.of(5700, 21.0, 5701, "Cel")));
        return sensors;
    }

    private static LeshanClient build(List<LwM2mObjectEnabler> objects) {
        var engine = new DefaultRegistrationEngineFactory();
        engine.setQueueMode("UQ".equals(System.getenv("MOTE_BINDING")));
        var transport = new CaliforniumClientEndpointsProvider.Builder();
        Configuration configuration = transport.createDefaultConfiguration();
        configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, BODY_LIMIT);
        configuration.set(CoapConfig.PREFERRED_BLOCK_SIZE, BLOCK_SIZE);
        transport.setConfiguration(configuration);
        return new LeshanClientBuilder(System.getenv("MOTE_ENDPOINT")).setObjects(objects)
                .setRegistrationEngineFactory(engine).setEndpointsProviders(transport.build())
                .setDataSenders(new ManualDataSender()).build();
    }

    private static void awaitEnd() throws IOException {
        while (System.in.read() != -1) {
            // Presses of the button: there is none.
        }
    }
}
