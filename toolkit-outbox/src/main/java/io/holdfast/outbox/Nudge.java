package io.holdfast.outbox;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Tells a relay that a transaction has committed, so that it need not wait for its next poll. Best effort: a lost
 * nudge costs the poll interval, never a message. Must not block and must not throw.
 */
@FunctionalInterface
public interface Nudge {
    /** Tells nobody; the relay polls. */
    Nudge NONE = () -> {};

    /** Call after the commit. */
    void send();

    /**
     * A datagram of one byte to a relay on this machine. Sends nothing over the network and takes no time in the
     * writer's transaction.
     *
     * @throws IOException when no local socket can be opened
     */
    static Nudge localhost(int port) throws IOException {
        if (port < 1 || port > 65535) throw new IllegalArgumentException("port must be 1 to 65535, was " + port);
        DatagramSocket socket = new DatagramSocket();
        DatagramPacket packet =
                new DatagramPacket(new byte[] {1}, 1, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return () -> {
            try {
                socket.send(packet);
            } catch (IOException e) {
                // The relay polls anyway, and the writer's transaction is done: there is nobody to tell.
                return;
            }
        };
    }
}
