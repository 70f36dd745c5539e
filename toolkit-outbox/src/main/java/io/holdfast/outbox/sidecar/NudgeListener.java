package io.holdfast.outbox.sidecar;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** Hears the datagrams of writers on this machine. Loopback only; what a datagram holds does not matter. */
final class NudgeListener implements AutoCloseable {
    private final DatagramSocket socket;

    NudgeListener(int port, Runnable nudge) throws IOException {
        socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> listen(nudge), "nudge");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void listen(Runnable nudge) {
        DatagramPacket packet = new DatagramPacket(new byte[1], 1);
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
            } catch (IOException e) {
                // Closed, or a datagram that cannot be received: the relay polls anyway.
                continue;
            }
            nudge.run();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
