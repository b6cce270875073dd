package mote.interop.client;

import java.util.HashMap;
import org.eclipse.leshan.client.resource.SimpleInstanceEnabler;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;

/** Object 19, whose data begins as one empty value. */
public final class BinaryData extends SimpleInstanceEnabler {

    private static final int DATA = 0;

    public BinaryData() {
        initialValues = new HashMap<>();
        initialValues.put(DATA, LwM2mResourceInstance.newBinaryInstance(0, new byte[0]));
    }
}
