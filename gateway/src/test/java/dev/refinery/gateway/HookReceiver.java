package dev.refinery.gateway;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/** A real HTTP server that webhooks are posted to. */
final class HookReceiver implements AutoCloseable {
    /** Instead of a status: never answers. */
    static final int SILENCE = 0;

    record Posted(HttpHeaders headers, String body, Instant at) {
        String id() {
            return headers.firstValue("webhook-id").orElseThrow();
        }

        String type() {
            return body.replaceFirst("^\\{\"type\":\"([a-z._]+)\".*", "$1");
        }

        /** By the official library. */
        boolean verifiedBy(String secret) {
            try {
                new Webhook(secret).verify(body, headers);
                return true;
            } catch (WebhookVerificationException e) {
                return false;
            } catch (com.standardwebhooks.exceptions.EmptyWebhookSecretException e) {
                throw new AssertionError(e);
            }
        }
    }

    final List<Posted> posted = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    volatile IntUnaryOperator answers;
    private final HttpServer server;

    /** @param answers status for the n-th call, from 1 */
    HookReceiver(IntUnaryOperator answers) throws IOException {
        this(answers, 0);
    }

    HookReceiver(IntUnaryOperator answers, int port) throws IOException {
        this.answers = answers;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                posted.add(
                        new Posted(HttpHeaders.of(exchange.getRequestHeaders(), (a, b) -> true), body, Instant.now()));
                int status = this.answers.applyAsInt(calls.incrementAndGet());
                if (status == SILENCE) {
                    Thread.sleep(60_000);
                }
                byte[] answer = ("answer " + status).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, status == 204 ? -1 : answer.length);
                if (status != 204) {
                    exchange.getResponseBody().write(answer);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    List<String> types() {
        return posted.stream().map(Posted::type).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
