package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.gateway.RawHttp.Answer;
import dev.refinery.gateway.RawHttp.Request;
import dev.refinery.gateway.RawHttp.Request.Header;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that mean harm, byte by byte as no library sends them. The gateway answers each by itself and goes on serving. */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class HostileHttpIT {
    private static final int CONNECTIONS = 300;

    @TestHTTPResource
    URI base;

    @AfterEach
    void othersAreServed() {
        given().get("/v1/jobs").then().statusCode(200);
    }

    private Answer send(String method, String target, List<Header> headers, byte[] body) throws IOException {
        return RawHttp.send(base, new Request(method, target, headers, body, body.length));
    }

    private static List<Header> json() {
        return List.of(new Header("Content-Type", "application/json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/jobs",
                "/v1/assets",
                "/v1/estimates",
                "/v1/webhook-endpoints",
                "/v1/jobs/01a1968d-3900-7003-8000-000000000003/continue"
            })
    void deeplyNestedJsonIsTheClientsFault(String route) throws IOException {
        for (String opening : new String[] {"[", "{\"a\":"}) {
            byte[] nested = opening.repeat(40_000).getBytes(StandardCharsets.UTF_8);
            Answer answer = send("POST", route, json(), nested);
            assertThat(answer.status()).as(answer.text()).isBetween(400, 422);
            assertThat(answer.mediaType()).isEqualTo("application/problem+json");
        }
    }

    @Test
    void headersThatAreTooLargeAreRefused() throws IOException {
        Answer one = send("GET", "/v1/jobs", List.of(new Header("X-Long", "x".repeat(100_000))), new byte[0]);
        assertThat(one.status()).isEqualTo(431);
        List<Header> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(new Header("X-" + i, "x".repeat(20)));
        }
        assertThat(send("GET", "/v1/jobs", many, new byte[0]).status()).isEqualTo(431);
        // Answered before the protocol is settled, so as HTTP/1.0.
        assertThatThrownBy(() -> send("GET", "/v1/jobs?q=" + "x".repeat(50_000), List.of(), new byte[0]))
                .hasMessageContaining("HTTP/1.0 414");
    }

    /** A body that is compressed is not unpacked, so it cannot grow. */
    @Test
    void aCompressedBodyIsNotUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] blank = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 50; i++) {
                gzip.write(blank);
            }
        }
        List<Header> headers =
                List.of(new Header("Content-Type", "application/json"), new Header("Content-Encoding", "gzip"));
        Answer answer = send("POST", "/v1/jobs", headers, packed.toByteArray());
        assertThat(answer.status()).as(answer.text()).isBetween(400, 415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/../../application.properties",
                "/console/..%2f..%2fapplication.properties",
                "/console/%2e%2e/%2e%2e/application.properties",
                "/console/..%5c..%5capplication.properties",
                "//application.properties",
                "/docs/errors/../../../etc/passwd",
                "/v1/assets/..%2f..%2fetc%2fpasswd",
                "/v1/assets/ast_%2e%2e",
                "/v1/jobs/..%2fadmin/results/0",
                "/v1/policies/..%2f..%2fsecret@1",
                "/v1/jobs/%00"
            })
    void noPathLeadsOutOfItsFolder(String target) throws IOException {
        Answer answer = send("GET", target, List.of(), new byte[0]);
        assertThat(answer.status()).as(answer.text()).isIn(301, 302, 307, 308, 400, 404, 422);
        assertThat(answer.text()).doesNotContain("quarkus.", "root:", "secret-key");
    }

    /** Half of a request each, and a byte now and then: each holds a socket and no thread. */
    @Test
    void slowClientsKeepNobodyWaiting() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(base.getHost(), base.getPort());
                String head = i % 2 == 0
                        ? "GET /v1/jobs HTTP/1.1\r\nHost: x\r\nX-Slow: "
                        : "POST /v1/assets HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 900000\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                slow.add(socket);
            }
            for (int round = 0; round < 3; round++) {
                for (Socket socket : slow) {
                    socket.getOutputStream().write('x');
                }
                Instant begun = Instant.now();
                given().get("/v1/jobs").then().statusCode(200);
                assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(5));
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }
}
