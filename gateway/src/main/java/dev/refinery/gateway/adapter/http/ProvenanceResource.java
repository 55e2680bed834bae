package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.gateway.app.JobReader;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.provenance.Provenance;
import dev.refinery.storage.ObjectStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What a result says of its origin, read from the stored file. */
@Path("/v1/jobs/{id}/results/{k}/provenance")
@Tag(name = "pictures")
@RunOnVirtualThread
public class ProvenanceResource {
    private final JobReader reader;
    private final TenantResolver tenants;
    private final ObjectStore store;

    ProvenanceResource(JobReader reader, TenantResolver tenants, ObjectStore store) {
        this.reader = reader;
        this.tenants = tenants;
        this.store = store;
    }

    /**
     * @param manifest canonical JSON, as text: a signature is over these bytes
     * @param algorithm null = unsigned
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Provenance")
    public record Told(
            String manifest,
            @Nullable String algorithm,
            @Nullable String keyId,
            @Nullable String signature) {
        static Told of(Provenance provenance) {
            Provenance.Signature signature = provenance.signature();
            return signature == null
                    ? new Told(provenance.manifest(), null, null, null)
                    : new Told(provenance.manifest(), "Ed25519", signature.keyId(), signature.value());
        }
    }

    @GET
    @Operation(
            operationId = "getProvenance",
            summary = "Get a result's provenance",
            description = "The manifest inside the result's file, with its signature. k counts from 0.")
    public Told provenance(@PathParam("id") String id, @PathParam("k") String k) {
        JobView view = reader.find(tenants.current(), Requests.jobId(id)).orElseThrow(() -> Requests.unknownJob(id));
        JobView.Ending ending = view.ending();
        List<Result> results = ending == null ? List.of() : ending.results();
        int index = k.matches("[0-9]{1,3}") ? Integer.parseInt(k) : Integer.MAX_VALUE;
        if (index >= results.size()) {
            throw RequestRefused.notFound(
                    ProblemCode.UNKNOWN_RESULT,
                    "The job is " + view.status().wireName() + " and has " + results.size() + " results.");
        }
        Result result = results.get(index);
        byte[] file = store.get(result.image().key(), result.image().sha256());
        return read(file)
                .map(Told::of)
                .orElseThrow(() -> RequestRefused.notFound(
                        ProblemCode.NO_PROVENANCE, "The result was made before results carried provenance."));
    }

    private static Optional<Provenance> read(byte[] file) {
        try {
            return Provenance.read(file);
        } catch (ImageRejectedException e) {
            throw new IllegalStateException("a stored result cannot be read", e);
        }
    }
}
