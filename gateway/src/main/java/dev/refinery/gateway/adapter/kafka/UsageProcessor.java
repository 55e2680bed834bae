package dev.refinery.gateway.adapter.kafka;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.id.JobId;
import dev.refinery.gateway.domain.usage.JobUsage;
import dev.refinery.gateway.domain.usage.UsageFold;
import dev.refinery.gateway.domain.usage.UsageSums;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Adds each event to the row of its tenant, day and policy, one row for each partition, and passes on the new sums. */
final class UsageProcessor implements Processor<String, byte @Nullable [], String, UsageSums> {
    /** Longer than any event is kept: none can come again. */
    private static final Duration REMEMBERED = Duration.ofDays(8);

    private static final Duration SWEEP = Duration.ofMinutes(30);
    private static final int SWEPT_AT_ONCE = 20_000;

    private @Nullable ProcessorContext<String, UsageSums> context;
    private @Nullable KeyValueStore<String, JobUsage> jobs;
    private @Nullable KeyValueStore<String, UsageSums> rows;

    @Override
    public void init(ProcessorContext<String, UsageSums> context) {
        this.context = context;
        this.jobs = context.getStateStore(UsageTopology.JOBS);
        this.rows = context.getStateStore(UsageTopology.ROWS);
        context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, now -> sweep(Instant.ofEpochMilli(now)));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the fold returns the very same state when nothing is new
    public void process(Record<String, byte @Nullable []> record) {
        Event event;
        try {
            event = EventRecords.decode(record.headers(), record.value());
        } catch (UndecodableEventException e) {
            return; // The views put it aside.
        }
        String job = event.job().toString();
        JobUsage stored = jobs().get(job);
        JobUsage before = stored == null ? JobUsage.NOTHING : stored;
        UsageFold.Step step = UsageFold.apply(before, event, Instant.ofEpochMilli(record.timestamp()));
        if (step.after() == before) {
            return;
        }
        jobs().put(job, step.after());
        for (UsageFold.Addition addition : step.added()) {
            add(addition, record.timestamp());
        }
    }

    private void add(UsageFold.Addition addition, long timestamp) {
        KeyValueStore<String, UsageSums> sums = Objects.requireNonNull(rows);
        ProcessorContext<String, UsageSums> out = Objects.requireNonNull(context);
        String key = addition.key().text();
        UsageSums before = sums.get(key);
        UsageSums after = before == null ? addition.sums() : before.plus(addition.sums());
        sums.put(key, after);
        out.forward(new Record<>(key + "/" + out.taskId().partition(), after, timestamp));
    }

    private void sweep(Instant now) {
        String oldest = JobId.of(now.minus(REMEMBERED), 0, 0).toString();
        List<String> over = new ArrayList<>();
        try (KeyValueIterator<String, JobUsage> old = jobs().range("", oldest)) {
            while (old.hasNext() && over.size() < SWEPT_AT_ONCE) {
                over.add(old.next().key);
            }
        }
        over.forEach(jobs()::delete);
    }

    private KeyValueStore<String, JobUsage> jobs() {
        return Objects.requireNonNull(jobs);
    }
}
