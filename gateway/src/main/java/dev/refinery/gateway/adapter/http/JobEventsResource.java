package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobReader;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.config.GatewaySettings;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.ProgressEvent;
import dev.refinery.gateway.domain.ProgressLog;
import dev.refinery.gateway.domain.RequestRefused;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A job's events as they happen. */
@Path("/v1/jobs/{id}/events")
@Tag(name = "jobs")
public class JobEventsResource {
    /** An outcome may overtake the last round's evaluation by so much. */
    private static final Duration STRAGGLERS = Duration.ofMillis(700);

    private final JobReader reader;
    private final JobViews views;
    private final TenantResolver tenants;
    private final Requests shared;
    private final Duration heartbeat;

    JobEventsResource(
            JobReader reader, JobViews views, TenantResolver tenants, Requests shared, GatewaySettings settings) {
        this.reader = reader;
        this.views = views;
        this.tenants = tenants;
        this.shared = shared;
        this.heartbeat = settings.heartbeat();
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            operationId = "followJob",
            summary = "Follow a job",
            description =
                    "Server-sent events from the first one on, or from after Last-Event-ID (header, or query"
                            + " parameter last_event_id). The stream ends after the job's last event; reconnecting then answers 204.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            description = "The data of each event is a ProgressEvent.",
                                            contentMediaType = MediaType.APPLICATION_JSON,
                                            contentSchema = ProgressEvent.class)))
    @APIResponse(responseCode = "204", description = "There are no more events.")
    public Multi<OutboundSseEvent> events(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @QueryParam("last_event_id") @Nullable String lastEventIdQuery,
            @Context UriInfo uri,
            @Context Sse sse) {
        TenantId tenant = tenants.current();
        JobId job = Requests.jobId(id);
        long after = after(lastEventId != null ? lastEventId : lastEventIdQuery);
        JobView view = reader.find(tenant, job).orElseThrow(() -> Requests.unknownJob(id));
        if (view.ending() != null && after >= view.endingSeq()) {
            throw new WebApplicationException(Response.noContent().build());
        }
        JobLinks links = shared.links(uri);
        return Multi.createFrom().emitter(emitter -> {
            Thread pump = Thread.ofVirtual()
                    .name("events-" + job)
                    .unstarted(() -> new Pump(tenant, job, links, sse, emitter, after).run());
            emitter.onTermination(pump::interrupt);
            pump.start();
        });
    }

    private static long after(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isBlank()) {
            return 0;
        }
        if (!lastEventId.matches("[0-9]{1,9}")) {
            throw RequestRefused.malformed(ProblemCode.INVALID_EVENT_ID, "Last-Event-ID", "must be the id of an event");
        }
        return Long.parseLong(lastEventId);
    }

    /** Sends what is new whenever the view changes, and a comment when nothing does. */
    private final class Pump {
        private final TenantId tenant;
        private final JobId job;
        private final JobLinks links;
        private final Sse sse;
        private final MultiEmitter<? super OutboundSseEvent> emitter;
        private final Semaphore changes = new Semaphore(0);
        private long sent;

        Pump(
                TenantId tenant,
                JobId job,
                JobLinks links,
                Sse sse,
                MultiEmitter<? super OutboundSseEvent> emitter,
                long sent) {
            this.tenant = tenant;
            this.job = job;
            this.links = links;
            this.sse = sse;
            this.emitter = emitter;
            this.sent = sent;
        }

        @SuppressWarnings("try") // the watch is only held
        void run() {
            try (JobViews.Watch watch = views.watch(tenant, job, changes::release)) {
                boolean told = false;
                while (!told && !emitter.isCancelled()) {
                    JobView view = views.find(tenant, job).orElse(JobView.EMPTY);
                    boolean ended = view.ending() != null;
                    boolean quiet = send(view, view.complete());
                    if (ended
                            && !view.complete()
                            && quiet
                            && !changes.tryAcquire(STRAGGLERS.toMillis(), TimeUnit.MILLISECONDS)) {
                        send(views.find(tenant, job).orElse(view), true);
                        told = true;
                    } else if (view.complete() || view.deleted() != null) {
                        told = true;
                    } else if (!ended && !changes.tryAcquire(heartbeat.toMillis(), TimeUnit.MILLISECONDS)) {
                        emitter.emit(sse.newEventBuilder().comment("still here").build());
                    }
                    changes.drainPermits();
                }
                emitter.complete();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                emitter.fail(e);
            }
        }

        /** True when there was nothing new to send. */
        private boolean send(JobView view, boolean withEnding) {
            boolean quiet = true;
            for (ProgressEvent event : ProgressLog.since(view, links, sent, withEnding)) {
                quiet = false;
                sent = event.seq();
                emitter.emit(sse.newEventBuilder()
                        .id(Long.toString(event.seq()))
                        .name(event.type().wireName())
                        .mediaType(MediaType.TEXT_PLAIN_TYPE)
                        .data(String.class, json(event))
                        .build());
            }
            return quiet;
        }
    }

    private static String json(ProgressEvent event) {
        try {
            return Json.mapper().writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event does not serialise", e);
        }
    }
}
