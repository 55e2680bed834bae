package dev.refinery.benchmarks.jmh;

import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The largest of the frequent events, a task of sixty given latents and three references, to bytes and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EventWire {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final GenerationTask task = task();
    private final EventCodec.Encoded encoded = EventCodec.encode(task, "/bench", "1");
    private final String type = String.valueOf(encoded.headers().get("ce_type"));

    private static GenerationTask task() {
        List<Reference> references = List.of(
                reference("mug", Role.SUBJECT), reference("table", Role.BACKGROUND), reference("ink", Role.STYLE));
        List<Double> latents = IntStream.range(0, 60)
                .mapToObj(i -> (i * 37 % 1000 - 500) / 1000.0)
                .toList();
        return new GenerationTask(
                new CandidateId(JobId.of(NOW, 1, 2), 2, 5),
                TenantId.DEFAULT,
                Lane.BATCH,
                Purpose.PREVIEW,
                "compositor@1",
                "A @mug on a @table",
                42,
                Genome.of(new NoiseProgram(List.of(new NoiseStep.Given(latents))), Map.of("mug", 0.2, "table", -0.1)),
                references,
                "catalog@1",
                new OutputSpec(1, 1024, 1024, ImageFormat.PNG, null, null),
                384,
                384,
                ImageFormat.PNG,
                NOW);
    }

    private static Reference reference(String name, Role role) {
        return new Reference(
                name,
                role,
                new ImageRef("refinery", "default/ref/" + name, "0".repeat(64), "image/png", 1024, 1024),
                null,
                1,
                0.8,
                null);
    }

    @Benchmark
    public EventCodec.Encoded encode() {
        return EventCodec.encode(task, "/bench", "1");
    }

    @Benchmark
    public Event decode() throws UndecodableEventException {
        return EventCodec.decode(type, encoded.value());
    }
}
