package dev.refinery.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

class ImagesApiConfigTest {
    @Test
    void defaultsAreAsDocumented() {
        ImagesApiServerConfig server = server(new PropertiesConfigSource(
                Map.of("refinery.images-api.servers.studio.base-url", "https://studio.example/v1"), "test", 100));
        assertThat(server.baseUrl()).hasValue(URI.create("https://studio.example/v1"));
        assertThat(server.apiKey()).isEmpty();
        assertThat(server.timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(server.attempts()).isEqualTo(3);
        assertThat(server.firstPause()).isEqualTo(Duration.ofSeconds(1));
        assertThat(server.parallelism()).isEqualTo(8);
    }

    @Test
    void aSecretMayComeFromTheEnvironment() {
        ImagesApiServerConfig server = server(new EnvConfigSource(
                Map.of(
                        "REFINERY_IMAGES_API_SERVERS__STUDIO__BASE_URL", "https://studio.example/v1",
                        "REFINERY_IMAGES_API_SERVERS__STUDIO__API_KEY", "sk-1"),
                300));
        assertThat(server.baseUrl()).isPresent();
        assertThat(server.apiKey()).hasValue("sk-1");
    }

    private static ImagesApiServerConfig server(ConfigSource source) {
        ImagesApiConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(ImagesApiConfig.class)
                .withSources(source)
                .build()
                .getConfigMapping(ImagesApiConfig.class);
        assertThat(config.servers()).containsOnlyKeys("studio");
        return config.servers().get("studio");
    }
}
