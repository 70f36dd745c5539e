package io.holdfast.testkit.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Sends back what it gets, and remembers it. */
final class EchoServer {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    EchoServer() throws IOException {
        Threads.daemon("echo", () -> {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    Threads.daemon("echo-connection", () -> echo(socket));
                } catch (IOException closed) {
                    // The loop ends.
                }
            }
        });
    }

    private void echo(Socket socket) {
        byte[] chunk = new byte[4096];
        try (socket) {
            for (int read = socket.getInputStream().read(chunk);
                    read >= 0;
                    read = socket.getInputStream().read(chunk)) {
                received.write(chunk, 0, read);
                socket.getOutputStream().write(chunk, 0, read);
            }
        } catch (IOException broken) {
            // What the proxy is for.
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    String received() {
        return received.toString(UTF_8);
    }

    void close() throws IOException {
        listener.close();
    }
}
