package io.holdfast.testkit.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.testkit.fault.TcpProxy.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private static final int SILENCE_MS = 200;

    private EchoServer server;
    private TcpProxy proxy;

    @BeforeEach
    void open() throws IOException {
        server = new EchoServer();
        proxy = TcpProxy.to(server.port());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void aHealthyProxyPassesEverythingBothWaysAndHalfCloses() throws IOException {
        try (Socket socket = connect()) {
            byte[] megabyte = "0123456789abcdef".repeat(1 << 16).getBytes(UTF_8);
            Threads.daemon("writer", () -> {
                try {
                    socket.getOutputStream().write(megabyte);
                    socket.shutdownOutput();
                } catch (IOException broken) {
                    throw new AssertionError(broken);
                }
            });
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(megabyte);
        }
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void aCutHoldsBytesUntilHealed() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, "one")).isEqualTo("one");
            proxy.cut();
            say(socket, "two");
            assertSilent(socket);
            assertThat(server.received()).isEqualTo("one");
            proxy.heal();
            assertThat(hear(socket, 3)).isEqualTo("two");
        }
    }

    @Test
    void aOneWayCutLetsTheRequestThroughAndHoldsTheAnswer() throws IOException {
        try (Socket socket = connect()) {
            proxy.cut(Direction.TO_CLIENT);
            say(socket, "one");
            await().until(() -> server.received().equals("one"));
            assertSilent(socket);
            proxy.heal();
            assertThat(hear(socket, 3)).isEqualTo("one");
        }
    }

    @Test
    void delayComesOnTopInEachDirection() throws IOException {
        try (Socket socket = connect()) {
            proxy.delay(Duration.ofMillis(150));
            long before = System.nanoTime();
            assertThat(ask(socket, "slow")).isEqualTo("slow");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void refusalResetsNewConnectionsAndSparesOpenOnes() throws IOException {
        try (Socket open = connect()) {
            assertThat(ask(open, "one")).isEqualTo("one");
            proxy.refuse();
            assertThatIOException().isThrownBy(() -> {
                try (Socket late = connect()) {
                    ask(late, "late");
                }
            });
            assertThat(ask(open, "two")).isEqualTo("two");
            proxy.heal();
            try (Socket again = connect()) {
                assertThat(ask(again, "three")).isEqualTo("three");
            }
        }
    }

    @Test
    void resetAfterSoManyBytesHappensOnceAndPassesExactlyThose() throws IOException {
        proxy.resetAfter(5, Direction.TO_SERVER);
        try (Socket socket = connect()) {
            assertThat(ask(socket, "abc")).isEqualTo("abc");
            say(socket, "defg");
            // The echo of what passed may still come back; then a reset, not an orderly end.
            assertThatIOException().isThrownBy(() -> socket.getInputStream().readAllBytes());
        }
        await().until(() -> server.received().equals("abcde"));
        try (Socket next = connect()) {
            assertThat(ask(next, "healthy")).isEqualTo("healthy");
        }
    }

    @Test
    void aDroppedResponseHasReachedTheServer() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, "one")).isEqualTo("one");
            proxy.dropResponse();
            say(socket, "commit");
            assertBroken(socket);
        }
        assertThat(server.received()).isEqualTo("onecommit");
        try (Socket next = connect()) {
            assertThat(ask(next, "two")).isEqualTo("two");
        }
    }

    @Test
    void resetBreaksOpenConnectionsEvenThoseHeldByACut() throws IOException {
        try (Socket socket = connect()) {
            assertThat(ask(socket, "one")).isEqualTo("one");
            proxy.cut();
            say(socket, "held");
            proxy.reset();
            assertBroken(socket);
        }
        assertThat(server.received()).isEqualTo("one");
    }

    @Test
    void aTargetThatIsDownCostsTheClientItsConnectionOnly() throws IOException {
        // Bound and never listening: connections are refused, and nobody else can take the port meanwhile.
        try (Socket down = new Socket()) {
            down.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (TcpProxy refused = TcpProxy.to(down.getLocalPort());
                    Socket socket = connect(refused)) {
                assertBroken(socket);
                await().until(() -> refused.connections() == 0);
            }
        }
    }

    @Test
    void negativeByteCountsAreRefused() {
        assertThatThrownBy(() -> proxy.resetAfter(-1, Direction.TO_SERVER)).hasMessageContaining("bytes=-1");
    }

    private Socket connect() throws IOException {
        return connect(proxy);
    }

    private static Socket connect(TcpProxy proxy) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static String hear(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), UTF_8);
    }

    private static String ask(Socket socket, String text) throws IOException {
        say(socket, text);
        return hear(socket, text.length());
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(10_000);
    }

    /** A reset, not an end of stream and not silence. */
    private static void assertBroken(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
    }
}
