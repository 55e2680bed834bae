package dev.refinery.gateway.config;

import dev.refinery.gateway.app.access.Authentication.Mode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code refinery.auth.*}: who is let in. */
@ConfigMapping(prefix = "refinery.auth")
public interface AuthSettings {
    /** open: everybody, as tenant default, on loopback addresses only; required: holders of an API key or a token. */
    @WithDefault("open")
    Mode mode();

    /** Start in open mode on an address that others can reach. Only where something in front keeps strangers out. */
    @WithDefault("false")
    boolean openAnywhere();

    /** How long a replica believes what it read of a key: a revoked one works for that long at most. */
    @WithDefault("PT5S")
    Duration keyStaleness();

    /** How long a key that was seen stays good while the object store does not answer. */
    @WithDefault("PT5M")
    Duration outageGrace();
}
