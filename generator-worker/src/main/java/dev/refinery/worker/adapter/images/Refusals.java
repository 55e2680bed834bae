package dev.refinery.worker.adapter.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.refinery.worker.app.ProviderException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a server's answer other than a picture means. Pure. */
final class Refusals {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 240;
    /** In the codes and types that servers give what their filters stopped. */
    private static final List<String> FILTERED = List.of("moderation", "content_policy", "content_filter", "safety");

    private Refusals() {}

    /** True where the same request may find a better moment. */
    static boolean mayPass(int status, byte[] body) {
        return switch (status) {
            case 408, 409, 425 -> true;
            case 429 -> !code(body).contains("quota");
            default -> status >= 500;
        };
    }

    /**
     * @param status other than 2xx
     * @param apiKey must not appear in what is told
     */
    static ProviderException of(int status, byte[] body, @Nullable String apiKey) {
        if (status == 401 || status == 403) {
            // Its own words repeat parts of the key.
            return new ProviderException.Unavailable(
                    "provider_unauthorized", "the provider does not take this deployment's key: " + status, null);
        }
        if (status == 402 || (status == 429 && code(body).contains("quota"))) {
            return new ProviderException.Unavailable(
                    "provider_quota", "the provider's account has nothing left: " + status, null);
        }
        if (status == 429 || status == 503) {
            return new ProviderException.Unavailable(
                    "provider_busy", "the provider takes no more requests now: " + status, null);
        }
        if (mayPass(status, body)) {
            return new ProviderException.Unavailable("provider_failed", "the provider answers " + status, null);
        }
        if (status < 400) {
            return new ProviderException.Refused(
                    "provider_refused",
                    "the provider answers " + status + ": the address that it redirects to must be configured",
                    true,
                    null);
        }
        // Another seed, or other words of emphasis, may pass a filter. A request that is wrong stays wrong.
        boolean filtered = FILTERED.stream().anyMatch(code(body)::contains);
        return new ProviderException.Refused(
                "provider_refused", "the provider answers " + status + told(body, apiKey), !filtered, null);
    }

    /**
     * True where the server says, as OpenAI's libraries understand it, that the same request comes to the same end. Not of a time-out: what
     * was asked for under the same idempotency key goes on, and asking again is how to get it.
     *
     * @param shouldRetry the header {@code x-should-retry}
     */
    static boolean isFinal(int status, Optional<String> shouldRetry) {
        return status != 408
                && status != 504
                && shouldRetry.filter("false"::equalsIgnoreCase).isPresent();
    }

    /** The same failure, for good. */
    static ProviderException settled(ProviderException failure) {
        return switch (failure) {
            case ProviderException.Refused refused -> refused;
            case ProviderException.Unavailable away ->
                new ProviderException.Refused(away.code(), away.getMessage(), false, null);
        };
    }

    private static String told(byte[] body, @Nullable String apiKey) {
        JsonNode root = tree(body);
        String message = first(
                root.path("error").path("message"),
                root.path("error"),
                root.path("message"),
                root.path("detail"),
                root.path("detail").path(0).path("msg"));
        if (message.isEmpty()) {
            return "";
        }
        if (apiKey != null && !apiKey.isBlank()) {
            message = message.replace(apiKey, "[key]");
        }
        message = message.replaceAll("\\bsk-[A-Za-z0-9_*.-]+", "[key]")
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
        return ": " + (message.length() <= LONGEST ? message : message.substring(0, LONGEST - 1) + "…");
    }

    /** Code and type in one text, to be searched for words. */
    private static String code(byte[] body) {
        JsonNode root = tree(body);
        return (root.path("error").path("code").asText("") + " "
                        + root.path("error").path("type").asText("") + " "
                        + root.path("code").asText(""))
                .toLowerCase(Locale.ROOT);
    }

    private static String first(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (node.isTextual() && !node.asText().isBlank()) {
                return node.asText();
            }
        }
        return "";
    }

    private static JsonNode tree(byte[] body) {
        try {
            JsonNode root = JSON.readTree(body);
            return root == null ? JSON.missingNode() : root;
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
