package dev.refinery.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.refinery.client.Routes.Query;
import dev.refinery.client.model.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Talks to one gateway. Make one and share it: it is thread-safe and keeps its connections. Every failed call is a
 * {@link RefineryException}.
 *
 * <p>A call is tried again, after growing pauses or as long as {@code Retry-After} says, when nothing was sent or a limit turned it away,
 * and, where its effect cannot be doubled, also when the connection broke or something answered 502, 503 or 504. Submissions carry an
 * {@code Idempotency-Key} for that.
 */
public final class RefineryClient implements AutoCloseable {
    private final Transport transport;
    private final Routes routes;
    private final Assets assets;
    private final Jobs jobs;
    private final Batches batches;
    private final Policies policies;
    private final Webhooks webhooks;
    private final RawCalls raw;

    private record JwkSet(List<Map<String, String>> keys) {}

    private RefineryClient(Builder builder, URI base) {
        ObjectMapper json = ApiJson.mapper();
        this.transport = new Transport(
                base,
                builder.apiKey,
                builder.userAgent + userAgent(),
                builder.connectTimeout,
                new RetryRule(builder.attempts),
                builder.listener,
                json);
        this.routes = new Routes(base.toString(), builder.attemptTimeout, builder.timeout, builder.transferTimeout);
        this.assets = new Assets(transport, routes);
        this.jobs = new Jobs(transport, routes);
        this.batches = new Batches(transport, routes);
        this.policies = new Policies(transport, routes);
        this.webhooks = new Webhooks(transport, routes);
        this.raw = new RawCalls(transport, routes);
    }

    public static Builder builder() {
        return new Builder();
    }

    public URI baseUrl() {
        return transport.base();
    }

    public Assets assets() {
        return assets;
    }

    public Jobs jobs() {
        return jobs;
    }

    public Batches batches() {
        return batches;
    }

    public Policies policies() {
        return policies;
    }

    public Webhooks webhooks() {
        return webhooks;
    }

    /** For routes and fields that this version has no types for. */
    public RawCalls raw() {
        return raw;
    }

    /**
     * What was used.
     *
     * @param from null = the first of this month
     * @param to inclusive; null = today
     * @param groupBy {@code day}, {@code policy}, both or none; null = by day
     */
    public Usage usage(@Nullable LocalDate from, @Nullable LocalDate to, @Nullable List<String> groupBy) {
        Query query = new Query()
                .and("from", from)
                .and("to", to)
                .and("group_by", groupBy == null ? null : String.join(",", groupBy));
        return transport.read(routes.get("/v1/usage" + query), Usage.class);
    }

    /** Public keys of the signatures of results, each a JWK. */
    public List<Map<String, String>> provenanceKeys() {
        return List.copyOf(
                transport.read(routes.get("/v1/provenance-keys"), JwkSet.class).keys());
    }

    /** Changes of all jobs and batches from now on. To be closed. */
    public TenantEvents events() {
        return events(EventOptions.FROM_THE_FIRST);
    }

    /** The same after an event that was read before, as long as the gateway remembers. */
    public TenantEvents events(EventOptions options) {
        return new TenantEvents(transport, routes.get("/v1/events"), options);
    }

    /** What is behind an address that an answer told. The key goes along only where it is the gateway's own. */
    public byte[] download(String address) {
        return transport.readBytes(routes.at(address));
    }

    /** The same into a file, which is there only when it is whole. */
    public void download(String address, Path file) {
        Downloads.toFile(transport, routes.at(address), file);
    }

    /** Ends calls that are under way. */
    @Override
    public void close() {
        transport.close();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "RefineryClient[" + transport.base() + "]";
    }

    private static String userAgent() {
        Properties properties = new Properties();
        try (InputStream in = RefineryClient.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "refinery-java/" + properties.getProperty("version", "unknown") + " (Java "
                + Runtime.version().feature() + ")";
    }

    /** Not thread-safe. */
    public static final class Builder {
        private @Nullable URI baseUrl;
        private @Nullable String apiKey;
        private boolean keyOverPlainHttp;
        private String userAgent = "";
        private int attempts = 4;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration attemptTimeout = Duration.ofSeconds(60);
        private Duration timeout = Duration.ofMinutes(2);
        private Duration transferTimeout = Duration.ofMinutes(10);
        private Consumer<Exchange> listener = exchange -> {};

        private Builder() {}

        /** Where the gateway is, such as {@code https://refinery.example}. */
        public Builder baseUrl(String address) {
            return baseUrl(URI.create(address));
        }

        public Builder baseUrl(URI address) {
            baseUrl = address;
            return this;
        }

        /** An API key or a token; null = none, for a gateway that is open. */
        public Builder apiKey(@Nullable String key) {
            apiKey = key;
            return this;
        }

        /** Sends the key over http to another machine too, where whoever is between can read it. */
        public Builder keyOverPlainHttp(boolean allowed) {
            keyOverPlainHttp = allowed;
            return this;
        }

        /** Named before the client's own, such as {@code shop/1.2}. */
        public Builder userAgent(String product) {
            userAgent = product + " ";
            return this;
        }

        /** Of one call, the first included; 1 = never again. 4 by default. */
        public Builder maxAttempts(int most) {
            attempts = most;
            return this;
        }

        /** 10 s by default. */
        public Builder connectTimeout(Duration longest) {
            connectTimeout = longest;
            return this;
        }

        /** For one attempt of an ordinary call, 60 s by default. */
        public Builder attemptTimeout(Duration longest) {
            attemptTimeout = longest;
            return this;
        }

        /** For an ordinary call with all its attempts and pauses, 2 min by default. */
        public Builder timeout(Duration longest) {
            timeout = longest;
            return this;
        }

        /** For a call that moves a picture or a file, with all its attempts, 10 min by default. */
        public Builder transferTimeout(Duration longest) {
            transferTimeout = longest;
            return this;
        }

        /** Is told of every attempt, on the thread that made it. */
        public Builder listener(Consumer<Exchange> told) {
            listener = told;
            return this;
        }

        /** @throws IllegalArgumentException when something is missing or must not be */
        public RefineryClient build() {
            URI base = address();
            if (attempts < 1) {
                throw new IllegalArgumentException("maxAttempts must be at least 1");
            }
            if (apiKey != null) {
                checkKey(apiKey, base);
            }
            return new RefineryClient(this, base);
        }

        private URI address() {
            URI given = baseUrl;
            if (given == null || given.getHost() == null || !isHttp(given) || given.getQuery() != null) {
                throw new IllegalArgumentException(
                        "baseUrl must be the address of a gateway, such as https://refinery.example; it is " + given);
            }
            return URI.create(given.toString().replaceAll("/+$", ""));
        }

        private void checkKey(String key, URI base) {
            if (key.isBlank() || !key.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new IllegalArgumentException("the API key must be printable ASCII without spaces");
            }
            if (!keyOverPlainHttp && "http".equalsIgnoreCase(base.getScheme()) && !loopback(base.getHost())) {
                throw new IllegalArgumentException("the API key would go to " + base
                        + " unencrypted: use https, or allow it with keyOverPlainHttp(true)");
            }
        }

        private static boolean isHttp(URI address) {
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            return scheme.equals("http") || scheme.equals("https");
        }

        /** By its text: what a name resolves to may change. */
        private static boolean loopback(String host) {
            return host.equalsIgnoreCase("localhost")
                    || host.equals("[::1]")
                    || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
        }
    }
}
