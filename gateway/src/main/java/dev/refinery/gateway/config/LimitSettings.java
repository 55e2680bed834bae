package dev.refinery.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/** {@code refinery.limits.*}: how much a tenant may ask for. Callers without credentials, in open mode, have no limits. */
@ConfigMapping(prefix = "refinery.limits")
public interface LimitSettings {
    /** Requests that a tenant may send to one replica at once; 0 = any number. */
    @WithDefault("600")
    int requests();

    /** Time over which they come back. */
    @WithDefault("PT10S")
    Duration window();

    /** Other limits of single tenants, by tenant. */
    Map<String, OfTenant> tenants();

    /** Absent = as for all. */
    interface OfTenant {
        OptionalInt requests();
    }
}
