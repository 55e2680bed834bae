package dev.refinery.scorer.adapter.kafka;

import dev.refinery.backends.kafka.DeadLetter;
import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.backends.kafka.Reader;
import dev.refinery.backends.trace.SpanMemory;
import dev.refinery.backends.trace.Step;
import dev.refinery.backends.trace.Subject;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.JobId;
import dev.refinery.refinement.Decision;
import dev.refinery.refinement.JobState;
import dev.refinery.refinement.Observation;
import dev.refinery.refinement.OrphanController;
import dev.refinery.scorer.app.Controllers;
import dev.refinery.scorer.app.Dispatcher;
import dev.refinery.scorer.app.ScoringReport;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Feeds each record to the pure controller and stores and forwards what it decides. A record that is no event of ours
 * (on a topic that is the controller's to watch), or that the controller chokes on, goes to the dead letters; the stream
 * goes on.
 */
final class ControllerProcessor implements Processor<String, byte[], String, byte[]> {
    private static final Logger LOG = Logger.getLogger(ControllerProcessor.class);
    private static final int NONE = -1;
    private static final Duration RETRY_TICK = Duration.ofMinutes(1);
    /** While tasks wait here, another partition may make room for them at any time. */
    private static final Duration LOOK_FOR_ROOM = Duration.ofMillis(20);

    private static final String STEP = "decide";
    private static final int TRACED_JOBS = 10_000;

    private final Controllers controllers;
    private final Dispatcher dispatcher;
    private final Duration tick;
    private final ScoringReport report;
    private final Agenda agenda = new Agenda();
    /** The decision that last planned tasks of a job: what is handed out late, and what a deadline brings about, go back to it. */
    private final SpanMemory<JobId> planning = new SpanMemory<>(TRACED_JOBS);

    @SuppressWarnings("NullAway.Init")
    private ProcessorContext<String, byte[]> context;

    @SuppressWarnings("NullAway.Init")
    private KeyValueStore<String, JobState> states;

    @SuppressWarnings("NullAway.Init")
    private TaskDesk desk;

    private int partition = NONE;
    private @Nullable Cancellable looking;

    ControllerProcessor(Controllers controllers, Dispatcher dispatcher, Duration tick, ScoringReport report) {
        this.controllers = controllers;
        this.dispatcher = dispatcher;
        this.tick = tick;
        this.report = report;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> processorContext) {
        context = processorContext;
        states = processorContext.getStateStore(ControllerTopology.STORE);
        try (KeyValueIterator<String, JobState> all = states.all()) {
            while (all.hasNext()) {
                KeyValue<String, JobState> entry = all.next();
                agenda.put(entry.value.id(), entry.value.wakeAt());
            }
        }
        partition = context.taskId().partition();
        desk = new TaskDesk(dispatcher, partition, processorContext.getStateStore(ControllerTopology.TASK_STORE));
        looking = null;
        context.schedule(tick, PunctuationType.WALL_CLOCK_TIME, this::tick);
        lookForRoom();
    }

    @Override
    public void close() {
        dispatcher.leave(partition);
    }

    @Override
    @SuppressWarnings("try") // the step is only held
    public void process(Record<String, byte[]> record) {
        Event event;
        try {
            event = EventRecords.decode(record.headers(), record.value());
        } catch (UndecodableEventException e) {
            if (Reader.CONTROLLER.owns(origin().topic())) {
                putAside(record, e.getMessage());
            }
            return;
        }
        Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
        desk.observe(event);
        Observation.of(event).ifPresent(observation -> {
            try (Step step = Step.received(STEP, record.headers(), Subject.of(event))) {
                observed(record, event.job(), observation, now);
            }
        });
        handOutLater(now);
    }

    private void observed(Record<String, byte[]> record, JobId job, Observation observation, Instant now) {
        Optional<Consequence> consequence;
        try {
            consequence = decide(job, observation, now).map(Consequence::of);
        } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
            LOG.errorf(e, "controller cannot take this record jobId=%s", job);
            putAside(record, e.toString());
            return;
        }
        consequence.ifPresent(c -> {
            publish(job, c, record.timestamp(), now);
            if (c.decision().evaluated() != null) {
                report.roundDecided(Duration.ofMillis(Math.max(0, now.toEpochMilli() - record.timestamp())));
            }
        });
    }

    @SuppressWarnings("try") // the step is only held
    private void tick(long wallClock) {
        Instant now = Instant.ofEpochMilli(wallClock);
        desk.expire(now);
        for (JobId job : agenda.due(now)) {
            try (Step step = Step.within(STEP, planning.of(job), Subject.of(job))) {
                decide(job, new Observation.Tick(), now)
                        .map(Consequence::of)
                        .ifPresent(c -> publish(job, c, wallClock, now));
            } catch (IllegalArgumentException | NullPointerException e) {
                LOG.errorf(e, "controller cannot take a tick, looks again in %s jobId=%s", RETRY_TICK, job);
                agenda.put(job, now.plus(RETRY_TICK));
            }
        }
        handOutLater(now);
    }

    /** Empty when there is nothing to change. */
    private Optional<Decision> decide(JobId job, Observation observation, Instant now) {
        JobState state = states.get(job.toString());
        Decision decision = Optional.ofNullable(model(state, observation))
                .flatMap(controllers::of)
                .map(controller -> controller.decide(state, observation, now))
                .orElseGet(() -> OrphanController.decide(state, observation, now));
        boolean news = !Objects.equals(decision.state(), state)
                || !decision.tasks().isEmpty()
                || decision.evaluated() != null
                || decision.outcome() != null;
        return news ? Optional.of(decision) : Optional.empty();
    }

    private static @Nullable String model(@Nullable JobState state, Observation observation) {
        return switch (state) {
            case JobState.Active active -> active.spec().model();
            case JobState.Ended ended -> {
                JobState.Active resumable = ended.resumable();
                yield resumable == null ? null : resumable.spec().model();
            }
            case null ->
                observation instanceof Observation.Submitted s ? s.spec().model() : null;
        };
    }

    private void publish(JobId job, Consequence consequence, long timestamp, Instant now) {
        report.decided(consequence.decision());
        JobState next = consequence.decision().state();
        if (!(next instanceof JobState.Active)) {
            desk.jobEnded(job);
            planning.forget(job);
        } else if (!consequence.tasks().isEmpty()) {
            planning.remember(job, Context.current());
        }
        List<GenerationTask> due = desk.handOut(consequence.decision().tasks(), now);
        store(job, desk.waits(job) && next instanceof JobState.Active active ? active.heldBack() : next);
        send(consequence.feedback(), timestamp);
        for (GenerationTask task : due) {
            Consequence.Outgoing planned = consequence.tasks().get(task.candidate());
            if (planned != null) {
                send(planned, timestamp);
            } else {
                sendLate(task, now);
            }
        }
        send(consequence.outcome(), timestamp);
    }

    /** Hands out what waited here and has room now. */
    private void handOutLater(Instant now) {
        desk.handOut(List.of(), now).forEach(task -> sendLate(task, now));
        lookForRoom();
    }

    @SuppressWarnings("try") // the step is only held
    private void sendLate(GenerationTask task, Instant now) {
        try (Scope planned = planning.of(task.job()).makeCurrent()) {
            send(Consequence.of(task), now.toEpochMilli());
        } catch (IllegalArgumentException e) {
            // It could be encoded when it was planned. The round ends without it.
            LOG.errorf(e, "task cannot be sent candidate=%s", task.candidate());
        }
        if (!desk.waits(task.job()) && states.get(task.job().toString()) instanceof JobState.Active active) {
            store(task.job(), active.handedOut(task.notAfter()));
        }
    }

    private void lookForRoom() {
        if (desk.anyWaits() && looking == null) {
            looking = context.schedule(
                    LOOK_FOR_ROOM,
                    PunctuationType.WALL_CLOCK_TIME,
                    wallClock -> handOutLater(Instant.ofEpochMilli(wallClock)));
        } else if (!desk.anyWaits() && looking != null) {
            looking.cancel();
            looking = null;
        }
    }

    private void store(JobId job, @Nullable JobState state) {
        if (state == null) {
            states.delete(job.toString());
            agenda.remove(job);
        } else {
            states.put(job.toString(), state);
            agenda.put(job, state.wakeAt());
        }
    }

    private void send(Consequence.@Nullable Outgoing outgoing, long timestamp) {
        if (outgoing != null) {
            EventCodec.Encoded event = outgoing.event();
            context.forward(
                    new Record<>(event.key(), event.value(), timestamp, EventRecords.headers(event)), outgoing.sink());
        }
    }

    private void putAside(Record<String, byte[]> record, @Nullable String reason) {
        DeadLetter.Origin origin = origin();
        LOG.warnf(
                "record put aside topic=%s partition=%d offset=%d reason=%s",
                origin.topic(), origin.partition(), origin.offset(), reason);
        report.deadLettered();
        context.forward(
                record.withHeaders(DeadLetter.headers(record.headers(), origin, Reader.CONTROLLER, reason)),
                ControllerTopology.DEAD_LETTERS);
    }

    private DeadLetter.Origin origin() {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        return new DeadLetter.Origin(origin.topic(), origin.partition(), origin.offset());
    }
}
