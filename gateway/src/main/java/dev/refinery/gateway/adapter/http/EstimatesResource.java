package dev.refinery.gateway.adapter.http;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.app.Policies;
import dev.refinery.gateway.config.GatewaySettings;
import dev.refinery.gateway.domain.Estimate;
import dev.refinery.gateway.domain.JobFilter;
import dev.refinery.gateway.domain.JobRequest;
import dev.refinery.gateway.domain.JobRequestReader;
import dev.refinery.gateway.domain.JobStatus;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a job would take, before it is submitted. */
@Path("/v1/estimates")
@Tag(name = "jobs")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class EstimatesResource {
    /** Enough to measure, few enough to read for one request. */
    private static final int LOOKED_AT = 50;

    private final JobRequestReader requests;
    private final Policies policies;
    private final JobViews views;
    private final TenantResolver tenants;
    private final long maxJsonBytes;

    EstimatesResource(
            JobRequestReader requests,
            Policies policies,
            JobViews views,
            TenantResolver tenants,
            GatewaySettings settings) {
        this.requests = requests;
        this.policies = policies;
        this.views = views;
        this.tenants = tenants;
        this.maxJsonBytes = settings.maxJsonBytes();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "estimateJob",
            summary = "Estimate a job",
            description =
                    "The body is that of POST /v1/jobs; pictures are not looked at and may be left out. Times come from"
                            + " the tenant's latest jobs of the same model and priority, and are absent when there are fewer than 3.")
    @RequestBody(content = @Content(schema = @Schema(implementation = JobRequestSchema.class)))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Estimate.class)))
    public Estimate estimate(InputStream body) {
        TenantId tenant = tenants.current();
        JobRequest request = requests.read(JobRequestReader.parse(Requests.read(body, maxJsonBytes)));
        policies.digest(tenant, request.refinement().policy());
        return Estimate.of(
                request,
                views.list(tenant, JobFilter.of(JobStatus.SUCCEEDED), LOOKED_AT, null)
                        .jobs());
    }
}
