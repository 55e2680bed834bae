package dev.refinery.gateway.adapter.http;

import dev.refinery.gateway.config.ProvenanceSettings;
import dev.refinery.provenance.InvalidKeyFileException;
import dev.refinery.provenance.PublicSigningKey;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The keys that results are signed with; read once, at start. */
@Path("/v1/provenance-keys")
@Tag(name = "pictures")
@Singleton
@Startup
public class ProvenanceKeysResource {
    private final List<Map<String, String>> keys;

    ProvenanceKeysResource(ProvenanceSettings settings) throws InvalidKeyFileException {
        List<Map<String, String>> read = new ArrayList<>();
        for (java.nio.file.Path file : settings.publicKeys().orElse(List.of())) {
            read.add(PublicSigningKey.read(file).jwk());
        }
        this.keys = List.copyOf(read);
    }

    /** RFC 7517. */
    @Schema(name = "JwkSet")
    public record JwkSet(List<Map<String, String>> keys) {}

    @GET
    @Operation(
            operationId = "listProvenanceKeys",
            summary = "List the public keys of results' signatures",
            description =
                    "A JWK set of Ed25519 keys (RFC 8037); kid is what a result's provenance names. Empty when none are configured.")
    public JwkSet keys() {
        return new JwkSet(keys);
    }
}
