package dev.refinery.gateway.adapter.http.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.gateway.domain.access.Need;
import dev.refinery.gateway.domain.access.RouteAccess;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.jboss.jandex.IndexView;
import org.jspecify.annotations.Nullable;

/**
 * Completes the OpenAPI document while the gateway is built: which scopes a route asks for, what its parameters may hold, the
 * errors that it can answer, which fields are always there, and the examples of {@code openapi-examples.json}.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDocument implements OASFilter {
    /** By operation: {@code request} by media type, {@code responses} by status and media type. */
    private static final String EXAMPLES = "/openapi-examples.json";

    /** Of the annotations of {@code adapter.http.auth}. */
    private static final String SCHEME = "bearer";

    private final IndexView types;

    public ApiDocument(IndexView types) {
        this.types = types;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        JsonNode examples = examples();
        new RecordSchemas(types).complete(api);
        ErrorAnswers errors = new ErrorAnswers(api.getComponents());
        api.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().forEach((method, operation) -> {
                    String id = operation.getOperationId();
                    if (id == null) {
                        throw new IllegalStateException(method + " " + path + " has no operationId");
                    }
                    protect(method, path, operation);
                    Parameters.describe(path, operation);
                    show(operation, examples.path(id));
                    errors.add(id, path, operation);
                }));
    }

    /** Scopes of which one is enough are alternatives. */
    private static void protect(HttpMethod method, String path, Operation operation) {
        operation.setSecurity(
                switch (RouteAccess.of(method.name(), path)) {
                    case Need.Open open -> List.of();
                    case Need.AnyOf any ->
                        any.scopes().stream()
                                .map(scope -> OASFactory.createObject(SecurityRequirement.class)
                                        .addScheme(SCHEME, scope.wireName()))
                                .toList();
                });
    }

    private static void show(Operation operation, JsonNode examples) {
        if (operation.getRequestBody() != null) {
            show(operation.getRequestBody().getContent(), examples.get("request"));
        }
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            show(response.getContent(), examples.path("responses").get(status));
            if (response.getDescription() == null || response.getDescription().isBlank()) {
                response.setDescription(meaning(status));
            }
        });
    }

    private static String meaning(String status) {
        return switch (status) {
            case "200" -> "What was asked for.";
            case "201" -> "It was made.";
            case "202" -> "It was accepted, and goes on by itself.";
            case "204" -> "Done.";
            default -> throw new IllegalStateException("say what the answer " + status + " means");
        };
    }

    private static void show(@Nullable Content content, @Nullable JsonNode byMediaType) {
        if (content == null || byMediaType == null) {
            return;
        }
        Map<String, org.eclipse.microprofile.openapi.models.media.MediaType> types = content.getMediaTypes();
        byMediaType.properties().forEach(example -> {
            var type = types.get(example.getKey());
            if (type != null) {
                type.setExample(Json.mapper().convertValue(example.getValue(), Object.class));
            }
        });
    }

    private static JsonNode examples() {
        try (InputStream in = ApiDocument.class.getResourceAsStream(EXAMPLES)) {
            if (in == null) {
                throw new IllegalStateException(EXAMPLES + " is missing");
            }
            return Json.mapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(EXAMPLES + " cannot be read", e);
        }
    }
}
