package dev.refinery.scorer;

import dev.refinery.backends.kafka.KafkaConnection;
import dev.refinery.backends.kafka.TopicProvisioner;
import dev.refinery.backends.s3.ConfiguredStore;
import dev.refinery.backends.s3.StoreSettings;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.refinement.SearchPolicy;
import dev.refinery.rewards.vlm.VisionJudges;
import dev.refinery.scorer.adapter.djl.BundleEncoders;
import dev.refinery.scorer.adapter.files.BundleManifests;
import dev.refinery.scorer.adapter.http.MeteredLanes;
import dev.refinery.scorer.adapter.http.MeteredReport;
import dev.refinery.scorer.adapter.kafka.CandidateDesk;
import dev.refinery.scorer.adapter.kafka.ControllerStreams;
import dev.refinery.scorer.adapter.kafka.ControllerTopology;
import dev.refinery.scorer.adapter.kafka.KafkaClients;
import dev.refinery.scorer.adapter.kafka.ScoringConsumer;
import dev.refinery.scorer.adapter.kafka.ShareGroupCapacity;
import dev.refinery.scorer.adapter.kafka.TaskLag;
import dev.refinery.scorer.adapter.rewards.PolicyJudge;
import dev.refinery.scorer.adapter.vlm.ChatCompletions;
import dev.refinery.scorer.app.CandidateScoring;
import dev.refinery.scorer.app.Controllers;
import dev.refinery.scorer.app.Dispatcher;
import dev.refinery.scorer.app.PictureLoader;
import dev.refinery.scorer.app.ReferencePixels;
import dev.refinery.scorer.app.ScoringReport;
import dev.refinery.scorer.config.ControllerSettings;
import dev.refinery.scorer.config.PathSettings;
import dev.refinery.scorer.config.ScorerSettings;
import dev.refinery.scorer.config.VisionSettings;
import dev.refinery.scorer.config.WorkerGroupSettings;
import dev.refinery.scorer.domain.TenantWeights;
import dev.refinery.scorer.domain.Window;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.PolicyDocuments;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Puts the app together, starts it and stops it: judging in front, the controller behind. */
@ApplicationScoped
public class ScorerService {
    private static final Logger LOG = Logger.getLogger(ScorerService.class);

    private static final Duration DRAIN = Duration.ofSeconds(15);
    private static final Duration LAG_EVERY = Duration.ofSeconds(5);
    private static final Duration OWNER_GRACE = Duration.ofSeconds(20);

    private final KafkaConnection connection;
    private final ScorerSettings scorer;
    private final ControllerSettings controller;
    private final WorkerGroupSettings workers;
    private final PathSettings paths;
    private final StoreSettings storage;
    private final VisionSettings seeing;
    private final MeterRegistry registry;

    private @Nullable BundleEncoders encoders;
    private @Nullable ObjectStore store;
    private @Nullable Producer<String, byte[]> producer;
    private @Nullable CandidateDesk desk;
    private @Nullable ScoringConsumer consumer;
    private @Nullable ControllerStreams streams;
    private @Nullable ShareGroupCapacity capacity;
    private @Nullable TaskLag lag;

    public ScorerService(
            Config config,
            ScorerSettings scorer,
            ControllerSettings controller,
            WorkerGroupSettings workers,
            PathSettings paths,
            StoreSettings storage,
            VisionSettings seeing,
            MeterRegistry registry) {
        this.connection =
                KafkaConnection.of(config.getPropertyNames(), name -> config.getOptionalValue(name, String.class));
        this.scorer = scorer;
        this.controller = controller;
        this.workers = workers;
        this.paths = paths;
        this.storage = storage;
        this.seeing = seeing;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        Controllers controllers = new Controllers(
                BundleManifests.read(paths.bundles()),
                SearchPolicy.standard().withRoundDeadline(controller.roundDeadline()));
        int parallelism = scorer.parallelism().orElse(Runtime.getRuntime().availableProcessors());
        BundleEncoders learned = new BundleEncoders(
                paths.bundles(),
                new AllowedBundles(paths.allowedBundles().orElse(null)),
                new RuntimeOptions(parallelism, paths.nativeCache().orElse(null), 0, DRAIN, OWNER_GRACE));
        encoders = learned;
        ObjectStore pictures = ConfiguredStore.connect(storage);
        store = pictures;
        PolicyJudge judge = PolicyJudge.load(scorer.policies(), new PolicyDocuments(pictures), learned, vision());
        new TopicProvisioner(connection.settings(), Optional.of(controller.replication()), controller.startupTimeout())
                .provision(Topic.all());
        ScoringReport report = new MeteredReport(registry);
        KafkaClients kafka = new KafkaClients(connection);
        TaskLag left = new TaskLag(kafka.admin(), workers.group(), LAG_EVERY);
        lag = left;
        left.start(registry);

        TenantWeights weights = TenantWeights.of(controller.weights());
        ShareGroupCapacity room = new ShareGroupCapacity(kafka.admin(), workers.group(), controller.capacityRefresh());
        capacity = room;
        room.start();
        Dispatcher dispatcher = new Dispatcher(weights::of, window(controller.window()), room, Clock.systemUTC());
        MeteredLanes.register(registry, dispatcher);

        ControllerStreams decisions = new ControllerStreams(
                ControllerTopology.build(controllers, dispatcher, controller.tick(), report),
                kafka.controller(
                        controller.applicationId(),
                        paths.state(),
                        controller.commitInterval(),
                        controller.replication()));
        streams = decisions;
        decisions.start();

        PictureLoader loader = new PictureLoader(
                pictures,
                new ImageLimits(
                        ImageLimits.DEFAULT.maxBytes(), scorer.maxImageSide(), ImageLimits.DEFAULT.maxPixels()));
        CandidateScoring scoring =
                new CandidateScoring(loader, new ReferencePixels(loader, scorer.cachedReferences()), judge);
        Producer<String, byte[]> scores = kafka.scores();
        producer = scores;
        CandidateDesk candidates = new CandidateDesk(
                scoring, scores, report, Clock.systemUTC(), scorer.firstPause(), scorer.longestPause());
        desk = candidates;
        ScoringConsumer reading = new ScoringConsumer(() -> kafka.candidates(2 * parallelism), candidates, parallelism);
        consumer = reading;
        reading.start();
        LOG.infof("judging candidates with %d threads", parallelism);
    }

    private static Window window(OptionalInt tasks) {
        if (tasks.isEmpty()) {
            return new Window.OfWorkers();
        }
        return tasks.getAsInt() == 0 ? new Window.Unbounded() : new Window.Fixed(tasks.getAsInt());
    }

    private VisionJudges vision() {
        return seeing.baseUrl()
                .<VisionJudges>map(base -> new ChatCompletions(new ChatCompletions.Endpoint(
                        base,
                        seeing.apiKey().orElse(null),
                        seeing.timeout(),
                        seeing.attempts(),
                        seeing.firstPause(),
                        seeing.parallelism(),
                        seeing.promptPrice(),
                        seeing.completionPrice())))
                .orElseGet(VisionJudges::none);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (consumer != null) {
            consumer.stop();
        }
        if (encoders != null) {
            encoders.close();
        }
        if (producer != null) {
            producer.close();
        }
        if (streams != null) {
            streams.close();
        }
        if (capacity != null) {
            capacity.close();
        }
        if (lag != null) {
            lag.close();
        }
        if (store != null) {
            store.close();
        }
    }

    public boolean controllerRunning() {
        return streams != null && streams.running();
    }

    public String controllerState() {
        return streams == null ? "NOT_STARTED" : streams.state();
    }

    public boolean consumerReady() {
        return consumer != null && consumer.ready();
    }

    /** False while candidates wait for the object store or for Kafka. */
    public boolean storeReachable() {
        return desk == null || desk.healthy();
    }
}
