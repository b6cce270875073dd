package mote.interop.server;

import com.fasterxml.jackson.databind.JsonNode;
import mote.interop.shared.Psk;

/**
 * How a server is started.
 *
 * @param port UDP port on 127.0.0.1; 0 lets the kernel choose.
 * @param awakeSeconds How long a client in queue mode is taken to listen after it was heard of.
 * @param blockSize Bytes of a block, 16 to 1024.
 * @param wholeLimit Bytes of the largest payload that is not cut into blocks.
 * @param psk The key of its client, with which it speaks DTLS; null for no security.
 */
record Settings(int port, int awakeSeconds, int blockSize, int wholeLimit, Psk psk) {

    /** MAX_TRANSMIT_WAIT (RFC 7252 4.8.2), as LwM2M 1.1 Core 6.5 recommends. */
    private static final int AWAKE_SECONDS = 93;
    private static final int BLOCK_SIZE = 512;
    /** As in RFC 7252 4.6. */
    private static final int WHOLE_LIMIT = 1024;

    /** The settings in a command, and the usual ones for what it does not say. */
    static Settings of(JsonNode command) {
        return new Settings(command.path("port").asInt(), command.path("awakeSeconds").asInt(AWAKE_SECONDS),
                command.path("blockSize").asInt(BLOCK_SIZE), command.path("blockSize").asInt(WHOLE_LIMIT),
                Psk.of(command));
    }
}
