package dev.refinery.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void neverGivesAPortTwice() {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            assertThat(ports.add(FreePorts.next())).isTrue();
        }
    }

    @Test
    void aBoundPortIsNotFree() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePorts.claim(taken.getLocalPort())).isFalse();
        }
    }

    @Test
    void whatAnotherProcessHasSetAsideIsNotFreeUntilItEnds() throws Exception {
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Claimant.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int port;
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            port = Integer.parseInt(said.readLine());
            assertThat(FreePorts.isFree(port)).as("nobody listens there").isTrue();
            assertThat(FreePorts.claim(port)).isFalse();
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(FreePorts.claim(port)).isTrue();
    }

    /** Sets one port aside, says which, and waits to be killed. */
    static final class Claimant {
        private Claimant() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws Exception {
            System.out.println(FreePorts.next());
            Thread.currentThread().join();
        }
    }
}
