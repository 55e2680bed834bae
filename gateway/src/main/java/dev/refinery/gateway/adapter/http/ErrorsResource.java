package dev.refinery.gateway.adapter.http;

import dev.refinery.gateway.domain.ProblemPage;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The page that the {@code type} of a problem links to. */
@Path(ProblemPage.PATH)
@Tag(name = "errors")
public class ErrorsResource {
    private static final String PAGE = ProblemPage.html();

    @GET
    @Produces("text/html;charset=utf-8")
    @Operation(operationId = "getErrorPage", summary = "Read what the codes of errors mean")
    @APIResponse(
            responseCode = "200",
            description = "A page for people; the type of a problem links to a code's place in it.",
            content = @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING)))
    public String page() {
        return PAGE;
    }
}
