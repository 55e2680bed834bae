package dev.refinery.gateway.adapter.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The address that people type. The console itself is static files, whose links are relative to their folder. */
@Path("/console")
public class ConsoleResource {
    @GET
    @Operation(hidden = true)
    public Response toFolder(@Context UriInfo uri) {
        return Response.temporaryRedirect(uri.getBaseUri().resolve("console/")).build();
    }
}
