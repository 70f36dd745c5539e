package io.holdfast.testkit.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

@RedisTest
class RedisIT {

    @Test
    void keysSurviveAStopAndGoWithAFlush() throws IOException {
        try (Redis own = Redis.start()) {
            assertThat(command(own, "SET k v")).isEqualTo("+OK");
            own.stop();
            assertThatThrownBy(() -> command(own, "EXISTS k")).isInstanceOf(IOException.class);
            own.restart();
            assertThat(command(own, "EXISTS k")).isEqualTo(":1");
            own.flush();
            assertThat(command(own, "EXISTS k")).isEqualTo(":0");
        }
    }

    @Test
    void theSharedServerAnswersAtItsUrl(Redis redis) throws IOException {
        assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
        assertThat(command(redis, "PING")).isEqualTo("+PONG");
    }

    private static String command(Redis redis, String line) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
        }
    }
}
