package dev.refinery.gateway.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPicturesTest {
    private static final int MOST_BYTES = 1000;

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/ok", exchange -> {
            calls.incrementAndGet();
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[] {1, 2, 3});
            exchange.close();
        });
        server.createContext("/away/", exchange -> {
            String status = exchange.getRequestURI().getPath().substring("/away/".length());
            exchange.getResponseHeaders().add("Location", "/ok");
            exchange.sendResponseHeaders(Integer.parseInt(status), -1);
            exchange.close();
        });
        server.createContext("/announced", exchange -> {
            exchange.sendResponseHeaders(200, MOST_BYTES + 1);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        server.createContext("/missing", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                for (int i = 0; i < 100; i++) {
                    body.write(new byte[100]);
                }
            }
        });
        server.createContext("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                over.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static HttpPictures open() {
        return new HttpPictures(true, true, Duration.ofMillis(700), MOST_BYTES);
    }

    private static HttpPictures guarded() {
        return new HttpPictures(true, false, Duration.ofSeconds(2), MOST_BYTES);
    }

    private static Problem refusal(HttpPictures pictures, String url) {
        RequestRefused refused =
                catchThrowableOfType(RequestRefused.class, () -> pictures.fetch(url, "references[0].url"));
        assertThat(refused.problem().status()).isEqualTo(422);
        assertThat(refused.problem().field()).isEqualTo("references[0].url");
        return refused.problem();
    }

    @Test
    void fetches() {
        assertThat(open().fetch(url("/ok"), "f")).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) {
        assertThat(refusal(open(), url("/away/" + status)).code()).isEqualTo(ProblemCode.URL_REDIRECTED);
        assertThat(calls).hasValue(0);
    }

    @Test
    void saysWhatTheServerAnswers() {
        assertThat(refusal(open(), url("/missing")).detail()).contains("404");
    }

    @Test
    void stopsAtTheLimitOfBytes() {
        assertThat(refusal(open(), url("/announced")).code()).isEqualTo(ProblemCode.IMAGE_TOO_LARGE);
        assertThat(refusal(open(), url("/endless")).code()).isEqualTo(ProblemCode.IMAGE_TOO_LARGE);
    }

    @Test
    void stopsAtTheLimitOfTime() {
        assertThat(refusal(open(), url("/slow")).code()).isEqualTo(ProblemCode.URL_UNREACHABLE);
    }

    @Test
    void saysThatNobodyListens() {
        server.stop(0);
        assertThat(refusal(open(), url("/ok")).code()).isEqualTo(ProblemCode.URL_UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/ok",
                "http://localhost:%d/ok",
                "http://[::1]:%d/ok",
                "http://2130706433:%d/ok",
                "http://0x7f000001:%d/ok",
                "http://0177.0.0.1:%d/ok",
                "http://127.1:%d/ok",
                "http://[::ffff:127.0.0.1]:%d/ok",
                "http://0.0.0.0:%d/ok",
                "http://169.254.169.254/latest",
                "http://10.0.0.1/",
                "http://192.168.0.1/"
            })
    void refusesAddressesThatAreNotPublic(String template) {
        String url = template.formatted(server.getAddress().getPort());
        assertThat(refusal(guarded(), url).code()).isEqualTo(ProblemCode.URL_FORBIDDEN);
        assertThat(calls).hasValue(0);
    }

    @Test
    void theSocketItselfRefusesToo() {
        GuardedHttp guarded = new GuardedHttp(true, false, Duration.ofSeconds(2));
        var request = new okhttp3.Request.Builder().url(url("/ok")).build();
        IOException refused = catchThrowableOfType(
                IOException.class, () -> guarded.client().newCall(request).execute());
        assertThat(refused).isInstanceOf(ForbiddenAddressException.class);
        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://example.com/a", "nonsense", "https://", "https://user:pw@example.com/", "https://a b/"})
    void refusesWhatIsNoUrl(String url) {
        assertThat(refusal(guarded(), url).code()).isEqualTo(ProblemCode.INVALID_URL);
    }

    @Test
    void wantsHttps() {
        HttpPictures strict = new HttpPictures(false, true, Duration.ofSeconds(1), MOST_BYTES);
        assertThat(refusal(strict, url("/ok")).code()).isEqualTo(ProblemCode.URL_NOT_HTTPS);
    }
}
