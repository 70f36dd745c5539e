package io.holdfast.testkit.owned;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports for servers that must know theirs before they listen, and keep it over restarts.
 *
 * <p>They are taken below the range the system gives to outgoing connections. Above it, a client that keeps dialling a
 * stopped broker can be given the broker's own port as source, connect to itself, and keep the broker from coming back.
 */
public final class FreePorts {

    private static final int LOWEST = 10_000;
    private static final int USUAL_EPHEMERAL_START = 32_768;
    private static final int TRIES = 1_000;

    /** Distinct ports, free at this moment. */
    public static List<Integer> choose(int count) {
        int end = ephemeralStart();
        Set<Integer> ports = new LinkedHashSet<>();
        for (int tries = 0; tries < TRIES && ports.size() < count; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, end);
            if (isFree(port)) {
                ports.add(port);
            }
        }
        if (ports.size() < count) {
            throw new IllegalStateException("no " + count + " free loopback ports found between " + LOWEST + " and "
                    + end + " in " + TRIES + " tries");
        }
        return new ArrayList<>(ports);
    }

    /** Whether a server failed to start because somebody took a port after it was chosen. */
    public static boolean lost(Throwable failure) {
        return failure != null && (failure instanceof BindException || lost(failure.getCause()));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static int ephemeralStart() {
        Path range = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
        try {
            int start = Integer.parseInt(Files.readString(range).strip().split("\\s+", -1)[0]);
            return start > LOWEST + TRIES ? start : USUAL_EPHEMERAL_START;
        } catch (IOException | NumberFormatException unknown) {
            return USUAL_EPHEMERAL_START;
        }
    }

    private FreePorts() {}
}
