package dev.refinery.benchmarks;

import dev.refinery.benchmarks.EngineReport.Cache;
import dev.refinery.benchmarks.EngineReport.Memory;
import dev.refinery.benchmarks.EngineReport.Throughput;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.job.Reference;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.RenderRequest;
import dev.refinery.localstack.EmbeddedS3;
import dev.refinery.localstack.InfraProcess;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import dev.refinery.worker.GeneratorWorker;
import dev.refinery.worker.adapter.kafka.KafkaClients;
import dev.refinery.worker.adapter.kafka.ShareGroupTaskQueue;
import dev.refinery.worker.app.CutoutGate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A worker in this process, on a broker and a store in another, beside a bare loop over the runtime that the worker uses. Both
 * make the same candidates.
 */
final class EngineBench implements AutoCloseable {
    private static final int WARM_UP = 32;
    private static final String GROUP = "bench-engine";

    private final int threads;
    private final InfraProcess infra;
    private final BundleAlone bundle;
    private final EngineTasks tasks;
    private final ObjectStore store;
    private final TaskPipe pipe;
    private final StageTimes times = new StageTimes();
    private final GeneratorWorker worker;
    private final List<Reference> references;

    /**
     * @param side of the pictures
     * @param ahead tasks that the worker holds beyond those being rendered
     */
    EngineBench(InfraProcess infra, BundleAlone bundle, BenchJob job, int side, int threads, int ahead) {
        this.threads = threads;
        this.infra = infra;
        this.bundle = bundle;
        this.tasks = new EngineTasks(job, bundle.generator(), bundle.model(), side);
        this.store = MinioObjectStore.connect(new S3Config(
                infra.s3(),
                EmbeddedS3.REGION,
                EmbeddedS3.BUCKET,
                infra.credentials().accessKey(),
                infra.credentials().secretKey()));
        this.references = tasks.upload(store, 0);
        this.pipe = new TaskPipe(infra.kafka());
        this.worker = new GeneratorWorker(
                new KafkaClients(Map.of("bootstrap.servers", infra.kafka())),
                store,
                bundle.generators(),
                new GeneratorWorker.Settings(
                        new ShareGroupTaskQueue.Settings(GROUP, threads + ahead, Duration.ofSeconds(30), 5),
                        new CutoutGate(0, 0),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(1),
                        ProvenanceStamp.unsigned()),
                times,
                Clock.systemUTC());
        worker.start();
    }

    Throughput throughput(int turns, int count) throws InterruptedException {
        List<PreparedReference> prepared = tasks.prepare();
        try {
            List<RenderRequest> requests = tasks.tasks(count, references).stream()
                    .map(task -> tasks.request(task, prepared))
                    .toList();
            ConcurrentRenders.run(
                    bundle.generator().renderer(), requests.subList(0, Math.min(count, WARM_UP)), threads);
            working(tasks.tasks(WARM_UP, references));
            times.after(WARM_UP);
            Use bare = Use.NONE;
            Use worked = Use.NONE;
            List<Double> ratios = new ArrayList<>();
            List<StageTimes.Totals> totals = new ArrayList<>();
            for (int turn = 0; turn < turns; turn++) {
                Use without =
                        measured(() -> ConcurrentRenders.run(bundle.generator().renderer(), requests, threads));
                Use with = working(tasks.tasks(count, references));
                totals.add(times.after(count));
                ratios.add(without.seconds() / with.seconds());
                bare = bare.plus(without);
                worked = worked.plus(with);
            }
            return summary(count * turns, bare, worked, ratios, totals);
        } finally {
            prepared.forEach(PreparedReference::close);
        }
    }

    private Throughput summary(int made, Use bare, Use worked, List<Double> ratios, List<StageTimes.Totals> totals) {
        List<Double> overheads =
                totals.stream().flatMap(t -> t.overheads().stream()).sorted().toList();
        Map<String, Double> stages = new TreeMap<>();
        totals.forEach(t -> t.stages().forEach((stage, ms) -> stages.merge(stage, ms / totals.size(), Double::sum)));
        StageTimes.Totals all = new StageTimes.Totals(
                overheads,
                stages,
                totals.stream().mapToDouble(StageTimes.Totals::computeSeconds).sum());
        double places = worked.seconds() * threads;
        double idle = Math.max(0, places - all.computeSeconds());
        return new Throughput(
                threads,
                made,
                made / bare.seconds(),
                made / worked.seconds(),
                bare.seconds() / worked.seconds(),
                ratios,
                1e3 * bare.ownCpu() / made,
                1e3 * worked.ownCpu() / made,
                1e3 * worked.infraCpu() / made,
                1e3 * all.overhead(0.5),
                1e3 * all.overhead(0.99),
                stages,
                all.computeSeconds() / places,
                1 - Math.min(1, idle / all.besideRendering()));
    }

    /** The same candidates with references that the worker knows, then with references that are new to it each time. */
    List<Cache> cache(int count) throws InterruptedException {
        List<GenerationTask> repeated = tasks.tasks(count, references);
        List<GenerationTask> unknown = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            unknown.addAll(tasks.tasks(1, tasks.upload(store, i)));
        }
        working(tasks.tasks(threads, references));
        times.after(threads);
        return List.of(cache("repeated", repeated), cache("new", unknown));
    }

    private Cache cache(String name, List<GenerationTask> work) throws InterruptedException {
        long hits = bundle.statistics().encodingHits();
        long misses = bundle.statistics().encodingMisses();
        Use use = working(work);
        double ms = times.after(work.size()).stages().getOrDefault("references", 0.0);
        return new Cache(
                name,
                work.size(),
                work.size() / use.seconds(),
                ms,
                bundle.statistics().encodingHits() - hits,
                bundle.statistics().encodingMisses() - misses);
    }

    /** @param every candidates between two looks */
    Memory memory(int count, int every) throws InterruptedException {
        List<Double> resident = new ArrayList<>();
        double halfway = 0;
        int made = 0;
        while (made < count) {
            int some = Math.min(every, count - made);
            working(tasks.tasks(some, references));
            times.after(some);
            made += some;
            resident.add(ProcessUse.residentMegabytes());
            if (halfway == 0 && 2 * made >= count) {
                halfway = ProcessUse.heapMegabytes();
            }
        }
        return new Memory(made, resident, MemoryTrend.of(resident), halfway, ProcessUse.heapMegabytes());
    }

    private Use working(List<GenerationTask> work) throws InterruptedException {
        return measured(() -> pipe.run(work));
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private Use measured(Work work) throws InterruptedException {
        long own = ProcessHandle.current().pid();
        double ownBefore = ProcessUse.cpuSeconds(own);
        double infraBefore = ProcessUse.cpuSeconds(infra.pid());
        long began = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Use(
                seconds, ProcessUse.cpuSeconds(own) - ownBefore, ProcessUse.cpuSeconds(infra.pid()) - infraBefore);
    }

    private record Use(double seconds, double ownCpu, double infraCpu) {
        static final Use NONE = new Use(0, 0, 0);

        Use plus(Use other) {
            return new Use(seconds + other.seconds, ownCpu + other.ownCpu, infraCpu + other.infraCpu);
        }
    }

    @Override
    public void close() {
        worker.drain(Duration.ofSeconds(5));
        worker.close();
        pipe.close();
        store.close();
    }
}
