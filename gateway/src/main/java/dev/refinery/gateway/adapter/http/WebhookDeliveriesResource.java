package dev.refinery.gateway.adapter.http;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.gateway.app.JobReader;
import dev.refinery.gateway.app.WebhookDeliveries;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Single deliveries: what was tried, and once more. */
@Path("/v1/webhook-deliveries")
@Tag(name = "webhooks")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class WebhookDeliveriesResource {
    private final WebhookDeliveries deliveries;
    private final JobReader jobs;
    private final TenantResolver tenants;
    private final Requests shared;

    WebhookDeliveriesResource(WebhookDeliveries deliveries, JobReader jobs, TenantResolver tenants, Requests shared) {
        this.deliveries = deliveries;
        this.jobs = jobs;
        this.tenants = tenants;
        this.shared = shared;
    }

    /** All of them. */
    @Schema(name = "JobWebhookDeliveries")
    public record JobDeliveries(List<WebhookDeliveryResource> deliveries) {
        public JobDeliveries {
            deliveries = List.copyOf(deliveries);
        }
    }

    @GET
    @Operation(
            operationId = "listJobDeliveries",
            summary = "List a job's deliveries, oldest first",
            description = "Those to its own webhook and to endpoints.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobDeliveries.class)))
    public JobDeliveries list(@QueryParam("job") @Nullable String job, @Context UriInfo uri) {
        if (job == null) {
            throw RequestRefused.malformed(
                    ProblemCode.INVALID_QUERY,
                    "job",
                    "must be the id of a job; an endpoint's deliveries are at"
                            + " /v1/webhook-endpoints/{id}/deliveries");
        }
        JobView view = jobs.find(tenants.current(), Requests.jobId(job)).orElseThrow(() -> Requests.unknownJob(job));
        JobLinks links = shared.links(uri);
        return new JobDeliveries(deliveries.ofJob(tenants.current(), view).stream()
                .map(d -> WebhookDeliveryResource.listed(d, links))
                .toList());
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getDelivery", summary = "Look at a delivery and its attempts")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = WebhookDeliveryResource.class)))
    public WebhookDeliveryResource get(@PathParam("id") String id, @Context UriInfo uri) {
        return WebhookDeliveryResource.whole(deliveries.get(tenants.current(), deliveryId(id)), shared.links(uri));
    }

    @POST
    @Path("{id}/resend")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "resendDelivery",
            summary = "Send a delivery again",
            description =
                    "At once, whatever became of it, under the same webhook-id and with the whole schedule before it.")
    @APIResponse(
            responseCode = "202",
            content = @Content(schema = @Schema(implementation = WebhookDeliveryResource.class)))
    public Response resend(@PathParam("id") String id, @Context UriInfo uri) {
        return Response.accepted(WebhookDeliveryResource.whole(
                        deliveries.resend(tenants.current(), deliveryId(id)), shared.links(uri)))
                .build();
    }

    private static DeliveryId deliveryId(String text) {
        try {
            return new DeliveryId(text);
        } catch (InvalidValueException e) {
            throw WebhookDeliveries.unknown(text);
        }
    }
}
