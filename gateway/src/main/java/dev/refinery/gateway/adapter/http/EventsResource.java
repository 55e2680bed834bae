package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.app.TenantChanges;
import dev.refinery.gateway.app.TenantChanges.Change;
import dev.refinery.gateway.app.TenantChanges.Position;
import dev.refinery.gateway.app.batch.BatchViews;
import dev.refinery.gateway.config.GatewaySettings;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** All jobs and batches of a tenant, as they change. */
@Path("/v1/events")
@Tag(name = "jobs")
public class EventsResource {
    /** What changes more often than this is told once. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final Duration CONSUMER = Duration.ofMillis(20);
    private static final Pattern POSITION = Pattern.compile("([0-9a-f]{8})-([0-9]{1,18})");

    private final TenantChanges changes;
    private final JobViews jobs;
    private final BatchViews batches;
    private final TenantResolver tenants;
    private final Requests shared;
    private final ObjectMapper json;
    private final Duration heartbeat;

    EventsResource(
            TenantChanges changes,
            JobViews jobs,
            BatchViews batches,
            TenantResolver tenants,
            Requests shared,
            ObjectMapper json,
            GatewaySettings settings) {
        this.changes = changes;
        this.jobs = jobs;
        this.batches = batches;
        this.tenants = tenants;
        this.shared = shared;
        this.json = json;
        this.heartbeat = settings.heartbeat();
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            operationId = "followEvents",
            summary = "Follow all jobs and batches",
            description =
                    "Server-sent events: job.changed, job.deleted and batch.changed say where a job or batch stands now; of"
                            + " several changes at once the last is told. stream.opened comes first: with Last-Event-ID (header,"
                            + " or query parameter last_event_id) the stream goes on from there, or says missed: true where it"
                            + " cannot, and then lists tell what happened. It does not end.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            description = "The data of each event is a TenantEvent.",
                                            contentMediaType = MediaType.APPLICATION_JSON,
                                            contentSchema = TenantEvent.class)))
    public Multi<OutboundSseEvent> events(
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @QueryParam("last_event_id") @Nullable String lastEventIdInQuery,
            @Context Sse sse,
            @Context UriInfo uri) {
        TenantId tenant = tenants.current();
        JobLinks links = shared.links(uri);
        Position after = position(lastEventId != null ? lastEventId : lastEventIdInQuery);
        return Multi.createFrom().emitter(emitter -> {
            Thread pump = Thread.ofVirtual()
                    .name("tenant-events-" + tenant)
                    .unstarted(() -> new Pump(tenant, links, sse, emitter).run(after));
            emitter.onTermination(pump::interrupt);
            pump.start();
        });
    }

    private static @Nullable Position position(@Nullable String id) {
        if (id == null || id.isBlank()) {
            return null;
        }
        Matcher form = POSITION.matcher(id);
        if (!form.matches()) {
            throw RequestRefused.malformed(
                    ProblemCode.INVALID_EVENT_ID, "Last-Event-ID", "must be the id of an event of this stream");
        }
        return new Position(form.group(1), Long.parseLong(form.group(2)));
    }

    /** Gathers what changes, and sends it as fast as the client reads. Holds each id once, whatever happens. */
    private final class Pump {
        private final TenantId tenant;
        private final JobLinks links;
        private final Sse sse;
        private final MultiEmitter<? super OutboundSseEvent> emitter;
        private final Semaphore some = new Semaphore(0);
        private final Map<String, Change> waiting = new LinkedHashMap<>();

        Pump(TenantId tenant, JobLinks links, Sse sse, MultiEmitter<? super OutboundSseEvent> emitter) {
            this.tenant = tenant;
            this.links = links;
            this.sse = sse;
            this.emitter = emitter;
        }

        @SuppressWarnings("try") // the watch is only held
        void run(@Nullable Position after) {
            Position start = changes.now();
            try (JobViews.Watch watch = changes.watch(tenant, this::add)) {
                boolean missed = after != null
                        && changes.since(tenant, after)
                                .map(list -> {
                                    list.forEach(this::add);
                                    return false;
                                })
                                .orElse(true);
                send(after == null || missed ? start : after, TenantEvent.opened(missed));
                while (!emitter.isCancelled()) {
                    if (!some.tryAcquire(heartbeat.toMillis(), TimeUnit.MILLISECONDS)) {
                        emitter.emit(sse.newEventBuilder().comment("still here").build());
                        continue;
                    }
                    Thread.sleep(PAUSE);
                    some.drainPermits();
                    for (Change change : taken()) {
                        Optional<TenantEvent> event = describe(change.id());
                        if (event.isPresent()) {
                            send(change.position(), event.get());
                        }
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                emitter.fail(e);
            }
        }

        private void add(Change change) {
            synchronized (waiting) {
                waiting.merge(
                        change.id(),
                        change,
                        (a, b) -> a.position().number() > b.position().number() ? a : b);
            }
            some.release();
        }

        /** In the order of their positions, so that the last id sent stands for all before it. */
        private List<Change> taken() {
            synchronized (waiting) {
                var all = waiting.values().stream()
                        .sorted(Comparator.comparingLong(c -> c.position().number()))
                        .toList();
                waiting.clear();
                return all;
            }
        }

        private Optional<TenantEvent> describe(String id) {
            if (id.startsWith("batch_")) {
                return batches.find(tenant, new BatchId(id)).map(batch -> TenantEvent.of(batch, links));
            }
            Optional<JobView> view = jobs.find(tenant, JobId.parse(id));
            if (view.isPresent() && view.get().deleted() != null) {
                return Optional.of(TenantEvent.deleted(id));
            }
            return view.filter(v -> v.spec() != null).map(v -> TenantEvent.of(v, links));
        }

        private void send(Position at, TenantEvent event) throws InterruptedException {
            while (emitter.requested() == 0 && !emitter.isCancelled()) {
                Thread.sleep(CONSUMER);
            }
            emitter.emit(sse.newEventBuilder()
                    .id(at.run() + "-" + at.number())
                    .name(event.type())
                    .mediaType(MediaType.TEXT_PLAIN_TYPE)
                    .data(String.class, write(event))
                    .build());
        }
    }

    private String write(TenantEvent event) {
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event does not serialise", e);
        }
    }
}
