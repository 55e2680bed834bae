package dev.refinery.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** {@code refinery.limits.*}: how much a tenant may ask for. Requests without credentials, in open mode, are not counted. */
@ConfigMapping(prefix = "refinery.limits")
public interface LimitSettings {
    /** Requests that a tenant may send to one replica at once; 0 = any number. */
    @WithDefault("600")
    int requests();

    /** Time over which they come back. */
    @WithDefault("PT10S")
    Duration window();

    /** Jobs of a tenant that have not ended; 0 = any number. */
    @WithDefault("0")
    long jobs();

    /** Candidates that those may still make; 0 = any number. */
    @WithDefault("0")
    long candidates();

    /** Other limits of single tenants, by tenant. */
    Map<String, OfTenant> tenants();

    /** Absent = as for all. */
    interface OfTenant {
        OptionalInt requests();

        OptionalLong jobs();

        OptionalLong candidates();
    }
}
