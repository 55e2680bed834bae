package dev.refinery.worker.adapter.images;

import dev.refinery.contracts.job.Role;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.bundle.Bundle;
import dev.refinery.inference.bundle.BundleManifest;
import dev.refinery.inference.bundle.BundleRejectedException;
import dev.refinery.inference.bundle.ImagesApiBundle;
import dev.refinery.inference.bundle.ImagesApiManifest;
import dev.refinery.provenance.DigitalSourceType;
import dev.refinery.worker.adapter.djl.BundleGenerators;
import dev.refinery.worker.app.Generators;
import dev.refinery.worker.app.Model;
import dev.refinery.worker.app.PictureProvider;
import dev.refinery.worker.app.ProviderException;
import dev.refinery.worker.app.RemoteModel;
import dev.refinery.worker.config.ImagesApiServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** The bundles of kind {@code images-api} under a folder, with the servers that are configured for them. Immutable, thread-safe. */
public final class ImagesApiModels implements Generators, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ImagesApiModels.class);
    private static final String SETTINGS = "refinery.images-api.servers.";

    private final Map<String, RemoteModel> models;
    private final Map<String, ImagesApiServer> servers;

    private ImagesApiModels(Map<String, RemoteModel> models, Map<String, ImagesApiServer> servers) {
        this.models = Map.copyOf(models);
        this.servers = servers;
    }

    /**
     * Reads the manifests; no server is asked anything yet. A bundle whose server is not configured stands in nobody's way: its tasks are
     * refused, saying what is missing.
     *
     * @param configured servers by name
     * @throws IOException when a manifest is not valid
     */
    public static ImagesApiModels load(
            Path folder,
            AllowedBundles allowed,
            Map<String, ? extends ImagesApiServerConfig> configured,
            ProviderMeter meter,
            Clock clock)
            throws IOException {
        Map<String, RemoteModel> models = new HashMap<>();
        Map<String, ImagesApiServer> servers = new TreeMap<>();
        try {
            for (Path home : BundleGenerators.bundleFolders(folder, allowed)) {
                if (Bundle.kindOf(home).equals(ImagesApiManifest.KIND)) {
                    ImagesApiBundle bundle = ImagesApiBundle.open(home);
                    ImagesApiManifest manifest = bundle.manifest();
                    models.put(manifest.id(), model(bundle, provider(manifest, configured, servers, meter, clock)));
                }
            }
        } catch (BundleRejectedException e) {
            throw new IOException("bundle refused (" + e.code() + "): " + e.getMessage(), e);
        }
        return new ImagesApiModels(models, servers);
    }

    private static PictureProvider provider(
            ImagesApiManifest manifest,
            Map<String, ? extends ImagesApiServerConfig> configured,
            Map<String, ImagesApiServer> servers,
            ProviderMeter meter,
            Clock clock) {
        String name = manifest.server();
        ImagesApiServerConfig config = configured.get(name);
        if (config == null || config.baseUrl().isEmpty()) {
            LOG.warnf("model cannot be asked: model=%s, set %s%s.base-url", manifest.id(), SETTINGS, name);
            return order -> {
                throw new ProviderException.Refused(
                        "provider_unconfigured",
                        "no address is configured for model " + manifest.id() + ": set " + SETTINGS + name
                                + ".base-url on every worker",
                        true,
                        null);
            };
        }
        ImagesApiServer server = servers.computeIfAbsent(
                name,
                n -> new ImagesApiServer(settings(n, config, config.baseUrl().get()), meter, clock));
        LOG.infof("model ready: model=%s server=%s", manifest.id(), name);
        return new ImagesApi(manifest, server, meter);
    }

    private static ImagesApiServer.Settings settings(String name, ImagesApiServerConfig config, java.net.URI base) {
        boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        if (!http || base.getHost() == null || base.getUserInfo() != null || base.getQuery() != null) {
            throw new IllegalArgumentException(SETTINGS + name
                    + ".base-url must be such as https://host/v1, without a user, a password or a query");
        }
        return new ImagesApiServer.Settings(
                name,
                base,
                config.apiKey().orElse(null),
                config.timeout(),
                Math.max(1, config.attempts()),
                config.firstPause(),
                Math.max(1, config.parallelism()));
    }

    private static RemoteModel model(ImagesApiBundle bundle, PictureProvider provider) {
        ImagesApiManifest manifest = bundle.manifest();
        Map<Role, Integer> roles = new EnumMap<>(Role.class);
        for (Map.Entry<Role, BundleManifest.RoleLimit> role : manifest.roles().entrySet()) {
            roles.put(role.getKey(), role.getValue().max());
        }
        return new RemoteModel(
                bundle.digest(),
                DigitalSourceType.ofBundleKind(manifest.kind()),
                roles,
                manifest.maxReferences(),
                manifest.controls().keySet(),
                manifest.price(),
                provider);
    }

    @Override
    public Optional<Lease> lease(String model) {
        return Optional.ofNullable(models.get(model)).map(Anywhere::new);
    }

    /** Nothing has to stay in memory. */
    private record Anywhere(Model model) implements Lease {
        @Override
        public void close() {}
    }

    @Override
    public void close() {
        servers.values().forEach(ImagesApiServer::close);
    }
}
