package dev.refinery.client;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls of paths, with the client's time limits.
 *
 * @param base without a trailing slash
 * @param attempt for one attempt of an ordinary call
 * @param whole for an ordinary call
 * @param transfer for one that moves a picture or a file
 */
record Routes(String base, Duration attempt, Duration whole, Duration transfer) {
    /** @param path from the root; {@code segments} fill its {@code {}} one after the other */
    Call get(String path, String... segments) {
        return call("GET", path, segments).repeatedly();
    }

    /** Not repeated when its effect is not known, unless the caller says that it may be. */
    Call post(String path, String... segments) {
        return call("POST", path, segments);
    }

    Call call(String method, String path, String... segments) {
        return new Call(method, URI.create(base + filled(path, segments)), Map.of(), null, false, attempt, whole);
    }

    /** What is at an address that the gateway told. */
    Call at(String address) {
        return new Call("GET", URI.create(base + "/").resolve(address), Map.of(), null, true, transfer, transfer);
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }

    private static String filled(String path, String... segments) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (String segment : segments) {
            int at = path.indexOf("{}", from);
            filled.append(path, from, at).append(segment(segment));
            from = at + 2;
        }
        return filled.append(path.substring(from)).toString();
    }

    /** An empty one would be another route. */
    private static String segment(String text) {
        if (text.isBlank() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("'" + text + "' is no id");
        }
        return encoded(text).replace("%40", "@");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Collects a query; what is null is left out. */
    static final class Query {
        private final List<String> parts = new ArrayList<>();

        Query and(String name, @Nullable Object value) {
            if (value != null) {
                parts.add(encoded(name) + "=" + encoded(value.toString()));
            }
            return this;
        }

        Query all(String name, List<String> values) {
            values.forEach(value -> and(name, value));
            return this;
        }

        @Override
        public String toString() {
            return parts.isEmpty() ? "" : "?" + String.join("&", parts);
        }
    }
}
