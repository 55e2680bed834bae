package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.refinery.gateway.app.Policies;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.storage.PolicyDocuments;
import dev.refinery.storage.Sha256;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reward policies: how references are judged. */
@Path("/v1/policies")
@Tag(name = "policies")
@RunOnVirtualThread
public class PoliciesResource {
    private static final long MAX_BYTES = 64 * 1024;

    private final Policies policies;
    private final TenantResolver tenants;
    private final Requests shared;

    PoliciesResource(Policies policies, TenantResolver tenants, Requests shared) {
        this.policies = policies;
        this.tenants = tenants;
        this.shared = shared;
    }

    /** @param origin {@code shipped} with the product, or {@code published} by the tenant */
    @Schema(name = "PolicyEntry")
    public record PolicyEntry(
            String policy,
            String origin,
            @JsonProperty("default") boolean isDefault,
            String url) {}

    @Schema(name = "PolicyList")
    public record PolicyList(List<PolicyEntry> policies) {}

    /** @param digest sha256 of the document, which every score under it names */
    @Schema(name = "PublishedPolicy")
    public record PublishedPolicy(String policy, String digest, String url) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listPolicies",
            summary = "List the policies that jobs may name",
            description = "The default comes first.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = PolicyList.class)))
    public PolicyList list(@Context UriInfo uri) {
        return new PolicyList(policies.list(tenants.current()).stream()
                .map(p -> new PolicyEntry(
                        p.reference(),
                        p.shipped() ? "shipped" : "published",
                        policies.isDefault(p.reference()),
                        shared.links(uri).policy(p.reference())))
                .toList());
    }

    @GET
    @Path("{policy}")
    @Operation(
            operationId = "getPolicy",
            summary = "Get a policy's document",
            description = "The ETag is the digest that scores under it name.")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = PolicyDocuments.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "304", description = "The document is the one of If-None-Match.")
    public Response get(@PathParam("policy") String policy, @Context Request request) {
        byte[] document = policies.find(tenants.current(), policy)
                .orElseThrow(() -> RequestRefused.notFound(
                        ProblemCode.UNKNOWN_POLICY, "There is no policy " + policy + ". See GET /v1/policies."));
        EntityTag digest = new EntityTag(Sha256.hex(document));
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(digest);
        return unchanged != null
                ? unchanged.build()
                : Response.ok(document, PolicyDocuments.MEDIA_TYPE).tag(digest).build();
    }

    @PUT
    @Path("{policy}")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "publishPolicy",
            summary = "Publish a policy",
            description = "A YAML document, see docs/rewards.md. Jobs may name it at once. A published policy never"
                    + " changes: the same bytes again answer 200, other bytes 409.")
    @RequestBody(content = @Content(mediaType = PolicyDocuments.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "201",
            description = "Published.",
            content = @Content(schema = @Schema(implementation = PublishedPolicy.class)))
    @APIResponse(
            responseCode = "200",
            description = "The same document was there.",
            content = @Content(schema = @Schema(implementation = PublishedPolicy.class)))
    public Response put(@PathParam("policy") String policy, InputStream body, @Context UriInfo uri) {
        Policies.Published published = policies.publish(tenants.current(), policy, Requests.read(body, MAX_BYTES));
        String url = shared.links(uri).policy(policy);
        return Response.status(published.created() ? 201 : 200)
                .location(URI.create(url))
                .entity(new PublishedPolicy(policy, published.digest(), url))
                .build();
    }
}
