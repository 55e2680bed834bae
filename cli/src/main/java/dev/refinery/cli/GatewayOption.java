package dev.refinery.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Names the gateway to talk to. */
final class GatewayOption {
    @Option(
            names = {"-g", "--gateway"},
            paramLabel = "URL",
            description = "The gateway. Default: $REFINERY_URL, else the local stack that runs here.")
    private @Nullable String url;

    GatewayClient connect(Surroundings surroundings) {
        return new GatewayClient(surroundings.gateway(url), apiKey());
    }

    /** As {@code REFINERY_API_KEY} gives it: a key on the command line would show in the list of processes. */
    private static @Nullable String apiKey() {
        String key = System.getenv("REFINERY_API_KEY");
        return key == null || key.isBlank() ? null : key.strip();
    }

    boolean named() {
        return url != null;
    }
}
