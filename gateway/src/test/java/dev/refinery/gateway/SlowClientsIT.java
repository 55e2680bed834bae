package dev.refinery.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.testbackends.Backends;
import dev.refinery.testbackends.KafkaBackend;
import dev.refinery.testbackends.S3Backend;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that say nothing are closed after {@code quarkus.http.idle-timeout}. */
@Backends
class SlowClientsIT {
    private static final int PATIENCE_MS = 20_000;

    @TempDir
    Path folder;

    @Test
    void aConnectionThatSaysNothingMoreIsClosed() throws Exception {
        try (KafkaBackend kafka = KafkaBackend.start(folder.resolve("kafka"));
                S3Backend s3 = S3Backend.start(folder.resolve("s3"));
                GatewayProcess gateway = new GatewayProcess(
                                folder.resolve("gateway"), kafka, s3, Map.of("QUARKUS_HTTP_IDLE_TIMEOUT", "2S"))
                        .start()
                        .awaitListening()) {
            List<Socket> silent = new ArrayList<>();
            for (String start : List.of("", "GET /v1/jobs HTTP/1.1\r\nHost: x\r\nX-Slow: ")) {
                Socket socket = new Socket(
                        gateway.address().getHost(), gateway.address().getPort());
                socket.getOutputStream().write(start.getBytes(StandardCharsets.ISO_8859_1));
                socket.setSoTimeout(PATIENCE_MS);
                silent.add(socket);
            }
            for (Socket socket : silent) {
                try (socket) {
                    assertThat(socket.getInputStream().read()).as("closed").isEqualTo(-1);
                } catch (SocketTimeoutException e) {
                    throw new AssertionError("the connection is still open", e);
                }
            }
        }
    }
}
