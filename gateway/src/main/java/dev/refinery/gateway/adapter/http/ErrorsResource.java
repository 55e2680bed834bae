package dev.refinery.gateway.adapter.http;

import dev.refinery.gateway.domain.ProblemPage;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The page that the {@code type} of a problem links to. */
@Path(ProblemPage.PATH)
public class ErrorsResource {
    private static final String PAGE = ProblemPage.html();

    @GET
    @Produces("text/html;charset=utf-8")
    @Operation(hidden = true)
    public String page() {
        return PAGE;
    }
}
