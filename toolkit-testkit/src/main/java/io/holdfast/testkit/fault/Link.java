package io.holdfast.testkit.fault;

import io.holdfast.testkit.fault.TcpProxy.Direction;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.Consumer;

/** One proxied connection: two sockets and a thread for each direction. */
final class Link {

    private static final int CHUNK = 16 * 1024;

    private final Socket client;
    private final Socket server;
    private final FaultState faults;
    private final Consumer<Link> ended;

    Link(Socket client, Socket server, FaultState faults, Consumer<Link> ended) {
        this.client = client;
        this.server = server;
        this.faults = faults;
        this.ended = ended;
    }

    void start() throws SocketException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        String name = "holdfast-proxy-" + client.getLocalPort() + "-" + client.getPort();
        Threads.daemon(name + "-up", () -> pump(client, server, Direction.TO_SERVER));
        Threads.daemon(name + "-down", () -> pump(server, client, Direction.TO_CLIENT));
    }

    private void pump(Socket from, Socket to, Direction direction) {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int read = from.getInputStream().read(chunk);
                    read >= 0;
                    read = from.getInputStream().read(chunk)) {
                int admitted = faults.admit(direction, read, this::isClosed);
                to.getOutputStream().write(chunk, 0, admitted);
                if (admitted < read) {
                    reset();
                    return;
                }
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            reset();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            reset();
        } finally {
            endIfBothDone();
        }
    }

    /** A half-closed connection is legal: the other direction may still have much to say. */
    private void endIfBothDone() {
        if (client.isOutputShutdown() && server.isOutputShutdown()) {
            reset();
        }
    }

    private boolean isClosed() {
        return client.isClosed() || server.isClosed();
    }

    void reset() {
        reset(client);
        reset(server);
        faults.wake();
        ended.accept(this);
    }

    /** Zero linger makes close send RST instead of FIN, and throws away what was not yet sent. */
    static void reset(Socket socket) {
        try (socket) {
            if (!socket.isClosed() && !socket.isOutputShutdown()) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException closedAlready) {
            // Both pumps may get here.
        }
    }
}
