package mote.interop.shared;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.leshan.core.util.Hex;

/**
 * The pre-shared key of a client, with which a server speaks DTLS.
 *
 * @param endpoint The name of the client that has it, and no other.
 */
public record Psk(String endpoint, String identity, byte[] key) {

    /** Bytes of the Connection IDs that the servers give (RFC 9146). */
    private static final int CONNECTION_ID = 6;

    /** The key in a command that starts a server; null for a server without security. */
    public static Psk of(JsonNode command) {
        JsonNode psk = command.get("psk");
        return psk == null ? null
                : new Psk(psk.get("endpoint").asText(), psk.get("identity").asText(),
                        Hex.decodeHex(psk.get("key").asText().toCharArray()));
    }

    /** Has a server use Connection IDs with clients that know them. */
    public static void giveConnectionIds(Configuration configuration) {
        configuration.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, CONNECTION_ID);
    }
}
