package dev.refinery.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.AssetRequest;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectTooLarge;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.UploadLink;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that clients put into the store themselves, over a link, so that their bytes pass the gateway only when they are
 * looked at. Nothing is an asset before {@link #complete}, which checks what the link could not. Thread-safe; store
 * failures pass through as they are.
 */
public final class Uploads {
    private static final String JSON = "application/json";

    private final ObjectStore store;
    private final Assets assets;
    private final Duration linkLifetime;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random unguessable */
    public Uploads(ObjectStore store, Assets assets, Duration linkLifetime, Clock clock, RandomGenerator random) {
        this.store = store;
        this.assets = assets;
        this.linkLifetime = linkLifetime;
        this.clock = clock;
        this.random = random;
    }

    /** @param expiresAt when the link stops working; a finished upload can be completed for longer */
    public record Opened(UploadId id, UploadLink link, Instant expiresAt) {}

    /** @param completed sha256 of the file that became an asset; null = not yet */
    private record Ticket(
            String mediaType,
            long bytes,
            @Nullable String sha256,
            @Nullable String completed) {}

    public Opened open(TenantId tenant, AssetRequest.Announced announced) {
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        UploadId id = new UploadId("upl_" + HexFormat.of().formatHex(bits));
        write(tenant, id, new Ticket(announced.mediaType(), announced.bytes(), announced.sha256(), null));
        Instant expiresAt = Instant.ofEpochMilli(clock.millis()).plus(linkLifetime);
        UploadLink link = store.presignPut(
                ObjectKeys.uploadedPicture(tenant, id.value()), announced.mediaType(), announced.bytes(), linkLifetime);
        return new Opened(id, link, expiresAt);
    }

    /**
     * Makes an asset of what was uploaded; repeating it is harmless.
     *
     * @throws RequestRefused 404 no such upload; 409 nothing was uploaded yet; 422 it is not what was announced, or no
     *     picture that we take
     */
    public Assets.Stored complete(TenantId tenant, UploadId id) {
        Ticket ticket = read(tenant, id);
        return completed(tenant, ticket).orElseGet(() -> complete(tenant, id, ticket));
    }

    private Assets.Stored complete(TenantId tenant, UploadId id, Ticket ticket) {
        String key = ObjectKeys.uploadedPicture(tenant, id.value());
        Assets.Stored stored;
        try {
            stored = assets.store(tenant, ticket.bytes(), () -> fetch(key, ticket), null);
        } catch (ObjectMissing e) {
            // Another request may have completed it in the meantime.
            return completed(tenant, read(tenant, id)).orElseThrow(() -> missing(id));
        }
        String file = stored.origin() == null ? null : stored.origin().sha256();
        write(tenant, id, new Ticket(ticket.mediaType(), ticket.bytes(), ticket.sha256(), file));
        store.delete(key);
        return stored;
    }

    private Optional<Assets.Stored> completed(TenantId tenant, Ticket ticket) {
        return ticket.completed() == null ? Optional.empty() : assets.findByDigest(tenant, ticket.completed());
    }

    private byte[] fetch(String key, Ticket ticket) {
        byte[] bytes;
        try {
            bytes = store.getAtMost(key, ticket.bytes());
        } catch (ObjectTooLarge e) {
            throw mismatch("bytes", "has more than the " + ticket.bytes() + " bytes that were announced");
        }
        if (bytes.length != ticket.bytes()) {
            throw mismatch(
                    "bytes", "has " + bytes.length + " bytes, not the " + ticket.bytes() + " that were announced");
        }
        if (ticket.sha256() != null && !ticket.sha256().equals(Sha256.hex(bytes))) {
            throw mismatch("sha256", "has another sha256 than was announced");
        }
        return bytes;
    }

    private static RequestRefused mismatch(String field, String what) {
        return RequestRefused.unprocessable(
                ProblemCode.UPLOAD_MISMATCH, field, "What was uploaded " + what + ". Ask for a new link.");
    }

    private static RequestRefused missing(UploadId id) {
        return new RequestRefused(Problem.of(
                409,
                ProblemCode.UPLOAD_MISSING,
                null,
                "Nothing was uploaded for " + id + " yet. PUT the file to the link first, then complete."));
    }

    /** For ids of any form. */
    public static RequestRefused unknown(String id) {
        return RequestRefused.notFound(
                ProblemCode.UNKNOWN_UPLOAD, "There is no upload " + id + ". Ask for a link with POST /v1/assets.");
    }

    private void write(TenantId tenant, UploadId id, Ticket ticket) {
        try {
            store.put(ObjectKeys.uploadTicket(tenant, id.value()), Json.mapper().writeValueAsBytes(ticket), JSON);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ticket does not serialise", e);
        }
    }

    private Ticket read(TenantId tenant, UploadId id) {
        try {
            return Json.mapper().readValue(store.get(ObjectKeys.uploadTicket(tenant, id.value()), null), Ticket.class);
        } catch (ObjectMissing e) {
            throw unknown(id.value());
        } catch (IOException e) {
            throw new IllegalStateException("a stored ticket does not parse", e);
        }
    }
}
