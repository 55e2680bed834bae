package dev.refinery.gateway.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.JobEvent.JobContinued;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.storage.AlreadyStoredDifferently;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which job an Idempotency-Key stands for, kept as write-once objects: of all replicas and retries exactly one wins, and
 * the claim holds the whole job, so that a gateway that dies between claim and enqueueing loses nothing. The janitor
 * frees a key after a day. See ADR 0007.
 */
public final class IdempotencyClaims {
    private static final String MEDIA_TYPE = "application/json";

    private final ObjectStore store;

    public IdempotencyClaims(ObjectStore store) {
        this.store = store;
    }

    /**
     * @param fingerprint sha256 over everything that the client sent
     * @param spec the job that was made, or continued
     * @param continuation what was appended to continue it; null = the request made the job
     */
    public record Claim(
            String fingerprint,
            JobSpec spec,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            JobContinued continuation) {
        public Claim(String fingerprint, JobSpec spec) {
            this(fingerprint, spec, null);
        }

        /** @throws RequestRefused 422, the key was used for something else */
        void require(JobSubmission.Key key) {
            if (!fingerprint.equals(key.fingerprint())) {
                throw RequestRefused.unprocessable(
                        ProblemCode.IDEMPOTENCY_KEY_REUSED,
                        "Idempotency-Key",
                        "This key was used with another request. Use a new key for a new request.");
            }
        }
    }

    public Optional<Claim> find(TenantId tenant, String idempotencyKey) {
        try {
            return Optional.of(read(store.get(objectKey(tenant, idempotencyKey), null)));
        } catch (ObjectMissing e) {
            return Optional.empty();
        }
    }

    /** The claim that holds from now on: this one, or that of whoever came first. */
    public Claim claim(TenantId tenant, String idempotencyKey, Claim claim) {
        String key = objectKey(tenant, idempotencyKey);
        try {
            store.putOnce(key, Json.mapper().writeValueAsBytes(claim), MEDIA_TYPE);
            return claim;
        } catch (AlreadyStoredDifferently e) {
            return read(store.get(key, null));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a claim does not serialise", e);
        }
    }

    private static Claim read(byte[] json) {
        try {
            return Json.mapper().readValue(json, Claim.class);
        } catch (IOException e) {
            throw new IllegalStateException("a stored claim does not parse", e);
        }
    }

    private static String objectKey(TenantId tenant, String idempotencyKey) {
        return ObjectKeys.idempotencyClaim(tenant, Sha256.hex(idempotencyKey.getBytes(StandardCharsets.UTF_8)));
    }
}
