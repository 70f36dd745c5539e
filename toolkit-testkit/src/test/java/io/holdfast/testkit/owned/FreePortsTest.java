package io.holdfast.testkit.owned;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {

    @Test
    void portsAreDistinctAndCanBeBound() throws IOException {
        List<Integer> ports = FreePorts.choose(20);
        assertThat(ports).hasSize(20).doesNotHaveDuplicates();
        List<ServerSocket> bound = new ArrayList<>();
        try {
            for (int port : ports) {
                bound.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
            }
        } finally {
            for (ServerSocket socket : bound) {
                socket.close();
            }
        }
        assertThat(bound).hasSize(20);
    }

    @Test
    void aLostPortIsFoundAnywhereAmongTheCauses() {
        assertThat(FreePorts.lost(new IllegalStateException(new RuntimeException(new BindException()))))
                .isTrue();
        assertThat(FreePorts.lost(new IllegalStateException(new IOException()))).isFalse();
    }
}
