package dev.refinery.worker;

import dev.refinery.backends.s3.ConfiguredStore;
import dev.refinery.backends.s3.StoreSettings;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.provenance.InvalidKeyFileException;
import dev.refinery.provenance.PrivateSigningKey;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreException;
import dev.refinery.worker.adapter.djl.BundleGenerators;
import dev.refinery.worker.adapter.images.ImagesApiModels;
import dev.refinery.worker.adapter.kafka.KafkaClients;
import dev.refinery.worker.adapter.kafka.ShareGroupTaskQueue;
import dev.refinery.worker.adapter.metrics.BundleMeters;
import dev.refinery.worker.adapter.metrics.MicrometerObserver;
import dev.refinery.worker.adapter.metrics.MicrometerProviderMeter;
import dev.refinery.worker.app.CutoutGate;
import dev.refinery.worker.app.Generators;
import dev.refinery.worker.app.WorkerObserver;
import dev.refinery.worker.config.BundlesConfig;
import dev.refinery.worker.config.ImagesApiConfig;
import dev.refinery.worker.config.ProvenanceConfig;
import dev.refinery.worker.config.WorkerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings a worker up beside the HTTP server and takes it down in order: tasks first, then the device, then the
 * connections. What it waits for at start (Kafka, the store) may come later than this process.
 */
@ApplicationScoped
public class WorkerLifecycle {
    private static final Logger LOG = Logger.getLogger(WorkerLifecycle.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final BundlesConfig bundles;
    private final StoreSettings s3;
    private final WorkerConfig config;
    private final ProvenanceConfig provenance;
    private final ImagesApiConfig imagesApi;
    private final Map<String, Object> kafka;
    private final MeterRegistry registry;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread starter = Thread.ofPlatform().name("worker-start").unstarted(this::bringUp);
    private volatile ProvenanceStamp stamp = ProvenanceStamp.unsigned();
    private volatile @Nullable BundleGenerators generators;
    private volatile @Nullable ImagesApiModels providers;
    private volatile @Nullable ObjectStore store;
    private volatile @Nullable GeneratorWorker worker;
    private volatile boolean ready;

    @Inject
    WorkerLifecycle(
            BundlesConfig bundles,
            StoreSettings s3,
            WorkerConfig config,
            ProvenanceConfig provenance,
            ImagesApiConfig imagesApi,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            MeterRegistry registry) {
        this.bundles = bundles;
        this.s3 = s3;
        this.config = config;
        this.provenance = provenance;
        this.imagesApi = imagesApi;
        this.kafka = kafka;
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent event) {
        starter.start();
    }

    private void bringUp() {
        int parallelism = config.parallelism().orElse(Runtime.getRuntime().availableProcessors());
        try {
            stamp = stamp();
        } catch (InvalidKeyFileException e) {
            LOG.errorf("results cannot be signed: %s Mend refinery.provenance.key, or leave it out.", e.getMessage());
            Quarkus.asyncExit(1);
            return;
        }
        try {
            AllowedBundles allowed = new AllowedBundles(bundles.allowed().orElse(null));
            BundleGenerators loaded = BundleGenerators.load(
                    bundles.path(),
                    allowed,
                    config.device().stream()
                            .map(device -> options(device, parallelism))
                            .toList(),
                    config.models().map(MemorySize::asLongValue).orElse(Long.MAX_VALUE));
            generators = loaded;
            BundleMeters.register(registry, loaded);
            providers = ImagesApiModels.load(
                    bundles.path(),
                    allowed,
                    imagesApi.servers(),
                    new MicrometerProviderMeter(registry),
                    Clock.systemUTC());
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "bundles cannot be used: path=%s", bundles.path());
            Quarkus.asyncExit(1);
            return;
        }
        try {
            connect(parallelism);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RuntimeOptions options(String device, int parallelism) {
        return new RuntimeOptions(
                parallelism,
                bundles.cache().orElse(null),
                config.encodings().asLongValue(),
                Duration.ofSeconds(4),
                config.drain().plusSeconds(4),
                device,
                config.batch());
    }

    private ProvenanceStamp stamp() throws InvalidKeyFileException {
        if (provenance.key().isEmpty()) {
            LOG.warn("results are not signed: refinery.provenance.key names no key");
            return ProvenanceStamp.unsigned();
        }
        PrivateSigningKey key = PrivateSigningKey.read(provenance.key().get());
        LOG.infof("results are signed: keyId=%s", key.publicKey().id());
        return ProvenanceStamp.signing(key);
    }

    private void connect(int parallelism) throws InterruptedException {
        ObjectStore connected = ConfiguredStore.connect(s3);
        store = connected;
        BundleGenerators local = generators;
        ImagesApiModels remote = providers;
        while (local != null && remote != null && stopping.getCount() > 0) {
            GeneratorWorker starting = null;
            try {
                connected.ensureBucket();
                starting = assemble(connected, model -> local.lease(model).or(() -> remote.lease(model)), parallelism);
                worker = starting;
                starting.start();
                ready = true;
                LOG.infof("worker ready: parallelism=%d lock=%s", parallelism, config.lock());
                return;
            } catch (ObjectStoreException | IllegalStateException e) {
                LOG.warnf("not ready yet: %s", e.getMessage());
                if (starting != null) {
                    starting.close();
                }
                stopping.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private GeneratorWorker assemble(ObjectStore connected, Generators models, int parallelism) {
        WorkerObserver observer = new MicrometerObserver(registry);
        return new GeneratorWorker(
                new KafkaClients(kafka),
                connected,
                models,
                new GeneratorWorker.Settings(
                        new ShareGroupTaskQueue.Settings(
                                config.group(), parallelism + config.ahead(), config.lock(), config.deliveryLimit()),
                        new CutoutGate(config.minCutoutConfidence(), config.cutoutFloor()),
                        config.patience(),
                        config.cancelLookback(),
                        stamp),
                observer,
                Clock.systemUTC());
    }

    /** False when a device hangs: there is work, and for long none of it has ended. */
    public boolean advancing() {
        BundleGenerators loaded = generators;
        return loaded == null || loaded.stalled().compareTo(config.stuck()) < 0;
    }

    /** True between the first successful start and the beginning of the shutdown, while the lanes are being read. */
    public boolean ready() {
        GeneratorWorker running = worker;
        return ready && stopping.getCount() > 0 && running != null && running.healthy();
    }

    void onStop(@Observes ShutdownEvent event) {
        stopping.countDown();
        join(Duration.ofSeconds(2));
        GeneratorWorker running = worker;
        if (running != null) {
            int back = running.drain(config.drain());
            LOG.infof("worker drained: given_back=%d", back);
        }
        BundleGenerators loaded = generators;
        if (loaded != null) {
            loaded.close();
        }
        ImagesApiModels remote = providers;
        if (remote != null) {
            remote.close();
        }
        if (running != null) {
            running.close();
        }
        ObjectStore connected = store;
        if (connected != null) {
            connected.close();
        }
    }

    private void join(Duration patience) {
        try {
            if (starter.isAlive() && !starter.join(patience)) {
                starter.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
