package mote.interop.shared;

import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.List;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.ObjectModel;

/** Object definitions. */
public final class Definitions {

    private Definitions() {
    }

    /**
     * The core objects in all versions, as Leshan brings them along, and others.
     *
     * @param files Files of the others (DDF).
     */
    public static List<ObjectModel> load(String[] files) throws Exception {
        List<ObjectModel> models = ObjectLoader.loadAllDefault();
        for (String file : files) {
            try (InputStream input = new FileInputStream(file)) {
                models.addAll(ObjectLoader.loadDdfFile(input, new File(file).getName(), true));
            }
        }
        return models;
    }
}
