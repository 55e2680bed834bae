package dev.refinery.worker.config;

import io.smallrye.config.ConfigMapping;
import java.util.Map;

/** {@code refinery.images-api.*} */
@ConfigMapping(prefix = "refinery.images-api")
public interface ImagesApiConfig {
    /** Servers that bundles of kind {@code images-api} may name, by that name. */
    Map<String, ImagesApiServerConfig> servers();
}
