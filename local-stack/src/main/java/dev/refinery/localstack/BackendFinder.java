package dev.refinery.localstack;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds Kafka and the object store for a tool beside the services: as the services' own environment variables name them,
 * else the local stack's. Each of the two is taken from one place as a whole.
 *
 * @param environment as the services know it, {@code KAFKA_BOOTSTRAP_SERVERS} and {@code REFINERY_S3_*}; blank = not set
 */
public record BackendFinder(StackHome home, Map<String, String> environment) {
    private static final String KAFKA = "KAFKA_BOOTSTRAP_SERVERS";
    private static final String ENDPOINT = "REFINERY_S3_ENDPOINT";
    private static final String ACCESS_KEY = "REFINERY_S3_ACCESS_KEY";
    private static final String SECRET_KEY = "REFINERY_S3_SECRET_KEY";

    public BackendFinder {
        Map<String, String> set = new HashMap<>(environment);
        set.values().removeIf(String::isBlank);
        environment = Map.copyOf(set);
    }

    /** Where an object store is, and who asks. */
    public record Store(URI endpoint, String region, String bucket, String accessKey, String secretKey) {
        /** Never shows the secret. */
        @Override
        public String toString() {
            return "Store[" + endpoint + " " + bucket + "]";
        }
    }

    /**
     * @param named by the user, before all else; null = not named
     * @return bootstrap servers
     * @throws BackendsNotFoundException nothing names them and no stack runs
     */
    public String kafka(@Nullable String named) {
        String servers = named != null ? named : environment.get(KAFKA);
        return servers != null ? servers : stack(KAFKA).kafka();
    }

    /** @throws BackendsNotFoundException nothing names it and no stack runs, or it is named without its keys */
    public Store store() {
        String endpoint = environment.get(ENDPOINT);
        if (endpoint == null) {
            StackState stack = stack(ENDPOINT + ", " + ACCESS_KEY + " and " + SECRET_KEY);
            return new Store(
                    stack.s3(), EmbeddedS3.REGION, EmbeddedS3.BUCKET, stack.s3AccessKey(), stack.s3SecretKey());
        }
        return new Store(
                address(endpoint),
                environment.getOrDefault("REFINERY_S3_REGION", EmbeddedS3.REGION),
                environment.getOrDefault("REFINERY_S3_BUCKET", EmbeddedS3.BUCKET),
                key(ACCESS_KEY),
                key(SECRET_KEY));
    }

    /** Never shows the environment, which holds a secret. */
    @Override
    public String toString() {
        return "BackendFinder[" + home.folder() + "]";
    }

    private StackState stack(String variables) {
        return StackState.running(home)
                .orElseThrow(() -> new BackendsNotFoundException("no stack runs in " + home.folder()
                        + ". Start one with ./refinery up, or set " + variables + " as the services have it"));
    }

    private String key(String variable) {
        String value = environment.get(variable);
        if (value == null) {
            List<String> missing = new ArrayList<>(List.of(ACCESS_KEY, SECRET_KEY));
            missing.removeAll(environment.keySet());
            throw new BackendsNotFoundException(
                    ENDPOINT + " is set, but " + String.join(" and ", missing) + " not: set them as the services have");
        }
        return value;
    }

    private static URI address(String endpoint) {
        try {
            URI address = URI.create(endpoint);
            if (address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new BackendsNotFoundException(
                ENDPOINT + " is '" + endpoint + "', which is no address; it looks like http://host:9000");
    }
}
