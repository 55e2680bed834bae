package dev.refinery.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/client.md shows is what is compiled and run here. */
class QuickStartTest {
    private static final Path ROOT = Path.of(System.getProperty("refinery.root", ".."));

    @Test
    void thePageShowsThisCode() throws IOException {
        String source =
                Files.readString(ROOT.resolve("client/src/test/java/dev/refinery/client/examples/QuickStart.java"));
        String shown = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("\n        // end"))
                .stripIndent();
        assertThat(ROOT.resolve("docs/client.md")).content().contains("```java\n" + shown + "\n```");
    }

    @Test
    void andItWorks(@TempDir Path folder) throws IOException {
        HttpServer gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(gateway, "/v1/assets", "{\"id\":\"ast_1\"}");
        answer(gateway, "/v1/jobs", "{\"id\":\"j1\",\"status\":\"queued\"}");
        answer(
                gateway,
                "/v1/jobs/j1/events",
                "id: 1\ndata: {\"type\":\"job.round.completed\",\"sentence\":\"The mug falls short.\"}\n\n"
                        + "id: 1000000\ndata: {\"type\":\"job.succeeded\"}\n\n");
        answer(
                gateway,
                "/v1/jobs/j1",
                "{\"id\":\"j1\",\"status\":\"succeeded\",\"sentence\":\"Every gate is met.\",\"results\":[{\"index\":0}]}");
        answer(gateway, "/v1/jobs/j1/results/0", "PIXELS");
        gateway.start();
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        Path mug = Files.writeString(folder.resolve("mug.jpg"), "MUG");
        QuickStart.run(
                "http://127.0.0.1:" + gateway.getAddress().getPort(),
                "rfk_x_y",
                mug,
                mug,
                folder.resolve("result.png"),
                new PrintStream(told, true, StandardCharsets.UTF_8));
        gateway.stop(0);
        assertThat(told.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("The mug falls short.", "SUCCEEDED: Every gate is met.");
        assertThat(folder.resolve("result.png")).hasContent("PIXELS");
    }

    private static void answer(HttpServer server, String path, String body) {
        server.createContext(path, exchange -> write(exchange, body));
    }

    private static void write(HttpExchange exchange, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
