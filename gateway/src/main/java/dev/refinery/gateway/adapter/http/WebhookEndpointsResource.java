package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.gateway.app.WebhookDeliveries;
import dev.refinery.gateway.app.WebhookEndpoints;
import dev.refinery.gateway.app.WebhookViews;
import dev.refinery.gateway.config.GatewaySettings;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.JobRequestReader;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.WebhookRequestReader;
import dev.refinery.gateway.domain.WebhookRequestReader.NewEndpoint;
import dev.refinery.gateway.domain.WebhookRequestReader.ReplayRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Receivers of a tenant's events. */
@Path("/v1/webhook-endpoints")
@Tag(name = "webhooks")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class WebhookEndpointsResource {

    private final WebhookEndpoints endpoints;
    private final WebhookDeliveries deliveries;
    private final TenantResolver tenants;
    private final Requests shared;
    private final Clock clock;
    private final long maxJsonBytes;

    WebhookEndpointsResource(
            WebhookEndpoints endpoints,
            WebhookDeliveries deliveries,
            TenantResolver tenants,
            Requests shared,
            Clock clock,
            GatewaySettings settings) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.tenants = tenants;
        this.shared = shared;
        this.clock = clock;
        this.maxJsonBytes = settings.maxJsonBytes();
    }

    /** All of them, oldest first. */
    @Schema(name = "WebhookEndpointList")
    public record EndpointList(List<WebhookEndpointResource> endpoints) {}

    /** One page. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "WebhookDeliveryPage")
    public record DeliveryPage(
            List<WebhookDeliveryResource> deliveries,
            @Nullable String next) {}

    /** What will be sent again. */
    @Schema(name = "WebhookReplayStarted")
    public record ReplayStarted(
            String endpoint,
            java.time.Instant since,
            java.time.Instant until,
            List<dev.refinery.gateway.domain.WebhookDelivery.Status> status) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createWebhookEndpoint",
            summary = "Create a webhook endpoint",
            description = "The answer holds the signing secret, which is never shown again.")
    @RequestBody(content = @Content(schema = @Schema(implementation = WebhookRequestSchemas.Create.class)))
    @APIResponse(
            responseCode = "201",
            content = @Content(schema = @Schema(implementation = WebhookEndpointResource.class)))
    public Response create(InputStream body, @Context UriInfo uri) {
        NewEndpoint wanted = WebhookRequestReader.readNew(json(body));
        WebhookEndpoints.WithSecret made =
                endpoints.create(tenants.current(), wanted.url(), wanted.description(), wanted.events());
        JobLinks links = shared.links(uri);
        return Response.created(URI.create(
                        links.webhookEndpoint(made.endpoint().endpoint().id())))
                .entity(WebhookEndpointResource.of(made, links, clock.instant()))
                .build();
    }

    @GET
    @Operation(operationId = "listWebhookEndpoints", summary = "List webhook endpoints, oldest first")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = EndpointList.class)))
    public EndpointList list(@Context UriInfo uri) {
        JobLinks links = shared.links(uri);
        return new EndpointList(endpoints.list(tenants.current()).stream()
                .map(e -> WebhookEndpointResource.of(e, links, clock.instant()))
                .toList());
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "getWebhookEndpoint", summary = "Look at a webhook endpoint")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = WebhookEndpointResource.class)))
    public WebhookEndpointResource get(@PathParam("id") String id, @Context UriInfo uri) {
        return WebhookEndpointResource.of(
                endpoints.get(tenants.current(), endpointId(id)), shared.links(uri), clock.instant());
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "changeWebhookEndpoint",
            summary = "Change a webhook endpoint",
            description = "Changes hold for what waits, too. enabled: true enables it also after a 410.")
    @RequestBody(content = @Content(schema = @Schema(implementation = WebhookRequestSchemas.Change.class)))
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = WebhookEndpointResource.class)))
    public WebhookEndpointResource change(@PathParam("id") String id, InputStream body, @Context UriInfo uri) {
        return WebhookEndpointResource.of(
                endpoints.change(tenants.current(), endpointId(id), WebhookRequestReader.readChange(json(body))),
                shared.links(uri),
                clock.instant());
    }

    @DELETE
    @Path("{id}")
    @Operation(
            operationId = "deleteWebhookEndpoint",
            summary = "Delete a webhook endpoint",
            description = "What waits for it is not sent any more.")
    @APIResponse(responseCode = "204")
    public void delete(@PathParam("id") String id) {
        endpoints.delete(tenants.current(), endpointId(id));
    }

    @POST
    @Path("{id}/rotate")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "rotateWebhookSecret",
            summary = "Give a webhook endpoint a new secret",
            description = "The answer holds it, once. The old one goes on signing beside it for overlap.")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = WebhookRequestSchemas.Rotate.class)))
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = WebhookEndpointResource.class)))
    public WebhookEndpointResource rotate(@PathParam("id") String id, InputStream body, @Context UriInfo uri) {
        return WebhookEndpointResource.of(
                endpoints.rotate(
                        tenants.current(), endpointId(id), WebhookRequestReader.readRotation(optionalJson(body))),
                shared.links(uri),
                clock.instant());
    }

    @POST
    @Path("{id}/test")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "testWebhookEndpoint",
            summary = "Send a test message",
            description = "Its type is webhook.test. The delivery tells the answer.")
    @APIResponse(
            responseCode = "202",
            content = @Content(schema = @Schema(implementation = WebhookDeliveryResource.class)))
    public Response test(@PathParam("id") String id, @Context UriInfo uri) {
        JobLinks links = shared.links(uri);
        WebhookDeliveryResource delivery =
                WebhookDeliveryResource.whole(endpoints.test(tenants.current(), endpointId(id)), links);
        return Response.accepted(delivery).location(URI.create(delivery.url())).build();
    }

    @GET
    @Path("{id}/deliveries")
    @Operation(
            operationId = "listEndpointDeliveries",
            summary = "List an endpoint's deliveries, newest first",
            description = "Give next of a page as cursor to get the page after it.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = DeliveryPage.class)))
    public DeliveryPage deliveries(
            @PathParam("id") String id,
            @QueryParam("status") @Nullable String status,
            @QueryParam("limit") @DefaultValue("20") String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        WebhookViews.Page page = deliveries.list(
                tenants.current(),
                endpointId(id),
                status == null ? null : WebhookRequestReader.status(status),
                Requests.pageSize(limit),
                cursor == null ? null : cursor(cursor));
        JobLinks links = shared.links(uri);
        DeliveryId next = page.next();
        return new DeliveryPage(
                page.deliveries().stream()
                        .map(d -> WebhookDeliveryResource.listed(d, links))
                        .toList(),
                next == null ? null : next.value());
    }

    @POST
    @Path("{id}/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "replayWebhookEvents",
            summary = "Send again what happened since a time",
            description = "Oldest first, each under its own webhook-id. What is still pending comes anyway.")
    @RequestBody(content = @Content(schema = @Schema(implementation = WebhookRequestSchemas.Replay.class)))
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = ReplayStarted.class)))
    public Response replay(@PathParam("id") String id, InputStream body) {
        ReplayRequest wanted = WebhookRequestReader.readReplay(json(body));
        var order = endpoints.replay(tenants.current(), endpointId(id), wanted.since(), wanted.statuses());
        return Response.accepted(new ReplayStarted(id, order.since(), order.until(), order.statuses()))
                .build();
    }

    private JsonNode json(InputStream body) {
        return JobRequestReader.parse(Requests.read(body, maxJsonBytes));
    }

    private JsonNode optionalJson(InputStream body) {
        byte[] bytes = Requests.read(body, maxJsonBytes);
        return bytes.length == 0 ? JsonNodeFactory.instance.objectNode() : JobRequestReader.parse(bytes);
    }

    private static EndpointId endpointId(String text) {
        try {
            return new EndpointId(text);
        } catch (InvalidValueException e) {
            throw WebhookEndpoints.unknown(text);
        }
    }

    private static DeliveryId cursor(String text) {
        try {
            return new DeliveryId(text);
        } catch (InvalidValueException e) {
            throw RequestRefused.malformed(ProblemCode.INVALID_QUERY, "cursor", "must be next of an earlier page");
        }
    }
}
