package io.holdfast.testkit.fault;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * A TCP proxy on loopback whose network a test can break and {@link #heal()}.
 *
 * <p>Faults add up, hold for connections open and new, and take effect on the next bytes. Bytes held by a cut are not
 * lost: they arrive after healing, as with a real network that loses packets and sends them again.
 *
 * <p>Made for faults, not for speed: two threads per connection, one chunk of 16 KiB in flight per direction.
 * Thread: any.
 */
public final class TcpProxy implements AutoCloseable {

    /** Which way bytes go. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private final ServerSocket listener;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final FaultState faults = new FaultState();

    /** A proxy, on a port the system chooses, to a port on loopback. */
    public static TcpProxy to(int targetPort) {
        try {
            return new TcpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), targetPort);
        } catch (IOException failed) {
            throw new UncheckedIOException("open a proxy to port " + targetPort + ": " + failed.getMessage(), failed);
        }
    }

    private TcpProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
        Threads.daemon("holdfast-proxy-" + port(), this::accept);
    }

    /** Where clients connect. */
    public int port() {
        return listener.getLocalPort();
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /** Every chunk waits this long, in both directions: latency, and with it less throughput. */
    public void delay(Duration delay) {
        requireNonNull(delay, "delay");
        change(faults -> faults.withDelay(delay));
    }

    /** Nothing passes any more in either direction; connections stay open and new ones are accepted. */
    public void cut() {
        cut(Direction.TO_SERVER);
        cut(Direction.TO_CLIENT);
    }

    /** Nothing passes any more in one direction. */
    public void cut(Direction direction) {
        change(faults -> faults.withCut(direction));
    }

    /** New connections are reset at once; open ones are left alone. */
    public void refuse() {
        change(Faults::withRefusal);
    }

    /** The next connection that has passed so many bytes in this direction, counted from now, is reset: once. */
    public void resetAfter(long bytes, Direction direction) {
        change(faults -> faults.withReset(direction, bytes));
    }

    /** The server gets the next request, but instead of its response the client gets a reset: once. */
    public void dropResponse() {
        resetAfter(0, Direction.TO_CLIENT);
    }

    /** Resets all open connections now. */
    public void reset() {
        links.forEach(Link::reset);
    }

    /** Takes all faults away. */
    public void heal() {
        change(faults -> Faults.NONE);
    }

    /** Connections open now. */
    public int connections() {
        return links.size();
    }

    /** Resets all connections and stops listening. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("close the proxy at port " + port() + ": " + failed.getMessage(), failed);
        } finally {
            reset();
        }
    }

    private void change(UnaryOperator<Faults> change) {
        faults.change(change);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException closedOrTargetDown) {
                // A closed listener ends the loop; a target that is down has cost the client its connection.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        if (faults.current().refusing()) {
            Link.reset(client);
            return;
        }
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException down) {
            Link.reset(client);
            throw down;
        }
        Link link = new Link(client, server, faults, links::remove);
        links.add(link);
        link.start();
        if (listener.isClosed()) {
            link.reset();
        }
    }
}
