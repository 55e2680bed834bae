package dev.refinery.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.JobEvent.JobCancelRequested;
import dev.refinery.contracts.event.JobEvent.JobContinued;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.UsageEvent.CandidateMetered;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import dev.refinery.testbackends.Backends;
import dev.refinery.testbackends.S3Backend;
import dev.refinery.worker.adapter.djl.BundleGenerators;
import dev.refinery.worker.adapter.kafka.ShareGroupTaskQueue;
import dev.refinery.worker.app.CountingObserver;
import dev.refinery.worker.app.CutoutGate;
import dev.refinery.worker.app.Stage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything real: broker, S3 server, compositor. */
@Backends
class GeneratorWorkerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static Cluster cluster;
    private static S3Backend s3;
    private static ObjectStore store;
    private static BundleGenerators generators;

    private final CountingObserver observer = new CountingObserver();

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        cluster = new Cluster(data.resolve("kafka")).withTopics();
        s3 = S3Backend.start(data.resolve("s3"));
        store = MinioObjectStore.connect(
                new S3Config(s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey()));
        store.ensureBucket();
        generators = BundleGenerators.load(Tasks.BUNDLES, AllowedBundles.ANY, RuntimeOptions.parallel(2));
    }

    @AfterAll
    static void stop() {
        generators.close();
        store.close();
        s3.close();
        cluster.close();
    }

    @Test
    void makesEveryCandidateOfARound() {
        JobId job = Tasks.job();
        List<Reference> references = Tasks.references(store);
        try (GeneratorWorker worker = worker()) {
            worker.start();
            cluster.submit(IntStream.range(0, 6)
                    .mapToObj(i -> Tasks.preview(job, i, references))
                    .toList());
            List<CandidateGenerated> made = candidates(job, 6);
            assertThat(made).extracting(c -> c.candidate().index()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
            assertThat(made).extracting(c -> c.image().sha256()).doesNotHaveDuplicates();
            for (CandidateGenerated one : made) {
                assertThat(store.get(one.image().key(), one.image().sha256())).isNotEmpty();
                assertThat(store.head(one.placements().getFirst().mask().key())).isPresent();
            }
            List<ConsumerRecord<byte[], byte[]>> usage = cluster.await(Topic.USAGE, 6, r -> true);
            assertThat(usage).allSatisfy(r -> assertThat(new String(r.key())).isEqualTo("acme"));
            assertThat(cluster.events(
                            Topic.USAGE, CandidateMetered.class, 6, m -> m.job().equals(job)))
                    .extracting(m -> m.cost().functionEvaluations())
                    .containsOnly(1);
            await().atMost(PATIENCE).until(() -> observer.results.size() == 6);
            for (Stage stage : Stage.values()) {
                assertThat(observer.stages)
                        .filteredOn(stage::equals)
                        .as(stage.wireName())
                        .hasSize(6);
            }
        }
    }

    @Test
    void aTaskThatIsDeliveredAgainGivesTheSameImage() {
        JobId job = Tasks.job();
        GenerationTask task = Tasks.preview(job, 2, Tasks.references(store));
        try (GeneratorWorker worker = worker()) {
            worker.start();
            cluster.submit(List.of(task, task));
            List<CandidateGenerated> made = candidates(job, 2);
            assertThat(made.get(1).image()).isEqualTo(made.get(0).image());
            assertThat(made.get(1).placements()).isEqualTo(made.get(0).placements());
        }
    }

    @Test
    void waitsOutAStoreThatIsAway() {
        JobId job = Tasks.job();
        List<Reference> references = Tasks.references(store);
        try (GeneratorWorker worker = worker()) {
            worker.start();
            s3.stop();
            try {
                cluster.submit(List.of(Tasks.preview(job, 1, references)));
                await().atMost(PATIENCE).until(() -> observer.renewed.get() >= 1);
                assertThat(observer.results).isEmpty();
            } finally {
                s3.restart();
            }
            assertThat(candidates(job, 1)).hasSize(1);
            assertThat(observer.results).containsOnly("made");
        }
    }

    @Test
    void skipsTheTasksOfACanceledJob() {
        JobId job = Tasks.job();
        List<Reference> references = Tasks.references(store);
        cluster.write(Topic.JOBS.name(), new JobCancelRequested(job, Instant.now()));
        try (GeneratorWorker worker = worker()) {
            worker.start();
            await().atMost(PATIENCE).until(() -> {
                cluster.submit(List.of(Tasks.preview(job, 0, references)));
                await().atMost(PATIENCE).until(() -> !observer.results.isEmpty());
                return observer.results.contains("canceled");
            });
            // The cancellation came too late for the job's end, and then the client continued it.
            cluster.write(Topic.JOBS.name(), new JobContinued(job, 1, Instant.now()));
            await().atMost(PATIENCE).until(() -> {
                int before = observer.results.size();
                cluster.submit(List.of(Tasks.preview(job, 1, references)));
                await().atMost(PATIENCE).until(() -> observer.results.size() > before);
                return observer.results.contains("made");
            });
        }
    }

    @Test
    void reportsAReferenceThatCannotBeRead() {
        JobId job = Tasks.job();
        Reference subject = Tasks.references(store).getFirst();
        Reference gone = Tasks.reference(store, "gone", Role.BACKGROUND, Raster.filled(33, 21, 9, 8, 7, 255), null);
        store.delete(gone.image().key());
        try (GeneratorWorker worker = worker()) {
            worker.start();
            cluster.submit(List.of(Tasks.preview(job, 0, List.of(subject, gone))));
            CandidateFailed failed = cluster.events(
                            Topic.CANDIDATES,
                            CandidateFailed.class,
                            1,
                            f -> f.job().equals(job))
                    .getFirst();
            assertThat(failed.code()).isEqualTo("reference_unreadable");
            assertThat(failed.reference()).isEqualTo("gone");
            assertThat(failed.fatal()).isTrue();
        }
    }

    private List<CandidateGenerated> candidates(JobId job, int count) {
        return cluster.events(
                Topic.CANDIDATES, CandidateGenerated.class, count, c -> c.job().equals(job));
    }

    private GeneratorWorker worker() {
        return new GeneratorWorker(
                cluster.clients(),
                store,
                generators,
                new GeneratorWorker.Settings(
                        new ShareGroupTaskQueue.Settings("refinery-workers", 3, Duration.ofSeconds(15), 5),
                        new CutoutGate(0.25, 0.05),
                        Duration.ofSeconds(60),
                        Duration.ofHours(1),
                        ProvenanceStamp.unsigned()),
                observer,
                Clock.systemUTC());
    }
}
