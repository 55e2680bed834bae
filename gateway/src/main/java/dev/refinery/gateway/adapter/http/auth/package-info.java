/** Who may call what, at the door. */
@OpenAPIDefinition(
        info = @Info(title = "Refinery", version = "1"),
        security = @SecurityRequirement(name = "bearer"),
        components =
                @Components(
                        responses =
                                @APIResponse(
                                        name = "Problem",
                                        responseCode = "default",
                                        description = "Any error but those under /v1/images.",
                                        content =
                                                @Content(
                                                        mediaType = Problem.MEDIA_TYPE,
                                                        schema = @Schema(implementation = Problem.class))),
                        securitySchemes =
                                @SecurityScheme(
                                        securitySchemeName = "bearer",
                                        type = SecuritySchemeType.HTTP,
                                        scheme = "bearer",
                                        description =
                                                "An API key (rfk_...) or a token of the configured issuer. Not needed where the gateway is open.")))
@NullMarked
package dev.refinery.gateway.adapter.http.auth;

import dev.refinery.gateway.domain.Problem;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.jspecify.annotations.NullMarked;
