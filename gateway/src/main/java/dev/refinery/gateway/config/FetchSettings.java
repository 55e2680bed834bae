package dev.refinery.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code refinery.fetch.*}: references that clients give by URL. */
@ConfigMapping(prefix = "refinery.fetch")
public interface FetchSettings {
    /** Accept http besides https. */
    @WithDefault("false")
    boolean allowHttp();

    /** Accept addresses inside private, loopback and link-local ranges. Only for closed networks. */
    @WithDefault("false")
    boolean allowPrivate();

    /** For a whole download. */
    @WithDefault("PT15S")
    Duration timeout();
}
