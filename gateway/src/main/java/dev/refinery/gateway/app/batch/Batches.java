package dev.refinery.gateway.app.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.Awaited;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.gateway.domain.BatchInput;
import dev.refinery.gateway.domain.BatchOrder;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.storage.AlreadyStoredDifferently;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Takes batches in, looks at them and stops them. Thread-safe. */
public final class Batches {
    /** A batch younger than this may be on its way to the view. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final int REMEMBERED = 1_000;

    private final BatchIntake intake;
    private final BatchJournal journal;
    private final BatchViews views;
    private final ObjectStore store;
    private final Clock clock;
    private final RandomGenerator random;
    private final Duration viewWait;

    /** What this replica took in last: a client may read it however far the views lag behind. */
    private final Map<BatchId, Batch> accepted = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BatchId, Batch> eldest) {
            return size() > REMEMBERED;
        }
    });

    public Batches(
            BatchIntake intake,
            BatchJournal journal,
            BatchViews views,
            ObjectStore store,
            Clock clock,
            RandomGenerator random,
            Duration viewWait) {
        this.intake = intake;
        this.journal = journal;
        this.views = views;
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.viewWait = viewWait;
    }

    /** @param replayed true when an earlier request with the same key made the batch */
    public record Created(Batch batch, boolean replayed) {}

    /** Which batch an Idempotency-Key stands for; kept as a job's claim is. */
    private record Claim(String fingerprint, Batch batch) {}

    /**
     * Reads the file and starts it.
     *
     * @param key the Idempotency-Key, null = none
     * @throws RequestRefused nothing was started
     */
    public Created create(TenantId tenant, InputStream body, boolean rollover, @Nullable String key) {
        BatchId id = BatchId.of(now(), random.nextLong());
        MessageDigest digest = sha256();
        BatchInput input = intake.read(tenant, id, new DigestInputStream(body, digest));
        Batch batch = Batch.created(id, tenant, input, rollover);
        if (key == null) {
            start(batch);
            return new Created(batch, false);
        }
        Claim own = new Claim(HexFormat.of().formatHex(digest.digest()) + rollover, batch);
        Claim holds = claim(tenant, key, own);
        if (!holds.fingerprint().equals(own.fingerprint())) {
            throw RequestRefused.unprocessable(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "Idempotency-Key",
                    "This key was used with another file. Use a new key for a new batch.");
        }
        boolean replayed = !holds.batch().id().equals(id);
        Optional<Batch> known = replayed ? views.find(tenant, holds.batch().id()) : Optional.empty();
        if (known.isEmpty()) {
            // Who claimed it first may have died before the append; starting it again is harmless.
            start(holds.batch());
        }
        return new Created(known.orElse(holds.batch()), replayed);
    }

    private void start(Batch batch) {
        journal.append(new BatchOrder.Start(batch));
        accepted.put(batch.id(), batch);
    }

    private Claim claim(TenantId tenant, String idempotencyKey, Claim claim) {
        // Apart from the keys of jobs: header values hold no line feeds.
        byte[] name = ("batch\n" + idempotencyKey).getBytes(StandardCharsets.UTF_8);
        String key = ObjectKeys.idempotencyClaim(tenant, Sha256.hex(name));
        try {
            return Json.mapper().readValue(store.get(key, null), Claim.class);
        } catch (ObjectMissing first) {
            try {
                store.putOnce(key, Json.mapper().writeValueAsBytes(claim), "application/json");
                return claim;
            } catch (AlreadyStoredDifferently e) {
                return claim(tenant, idempotencyKey, claim);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a claim does not serialise", e);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a stored claim does not parse", e);
        }
    }

    /** @throws RequestRefused 404 {@code unknown_batch} */
    public Batch get(TenantId tenant, BatchId id) {
        Optional<Batch> known = views.find(tenant, id);
        if (known.isPresent()) {
            accepted.remove(id);
            return known.get();
        }
        Batch own = accepted.get(id);
        if (own != null && own.tenant().equals(tenant)) {
            return own;
        }
        Duration age = Duration.between(id.createdAt(), now());
        boolean fresh = !age.isNegative() && age.compareTo(FRESH) < 0;
        return Awaited.read(
                        changed -> views.watch(tenant, id, changed),
                        () -> views.find(tenant, id),
                        Optional::isPresent,
                        fresh ? viewWait : Duration.ZERO)
                .orElseThrow(() -> unknown(id.value()));
    }

    public static RequestRefused unknown(String id) {
        return RequestRefused.notFound(
                ProblemCode.UNKNOWN_BATCH, "There is no batch " + id + ", or it was forgotten by now.");
    }

    /** As of {@link BatchViews#list}, with what this replica has just taken in. */
    public List<Batch> list(TenantId tenant, int limit, @Nullable BatchId before) {
        // What the views take in after this line is not lost: it is in the page.
        List<Batch> own = List.copyOf(accepted.values());
        Map<BatchId, Batch> merged = new TreeMap<>(Comparator.reverseOrder());
        for (Batch batch : own) {
            if (batch.tenant().equals(tenant) && (before == null || batch.id().compareTo(before) < 0)) {
                merged.put(batch.id(), batch);
            }
        }
        for (Batch batch : views.list(tenant, limit, before)) {
            merged.put(batch.id(), batch);
            accepted.remove(batch.id());
        }
        return merged.values().stream().limit(limit + 1L).toList();
    }

    /**
     * Submits no more of it and cancels what is out. Repeating it is harmless.
     *
     * @return the batch as it will be
     * @throws RequestRefused 409, it has ended
     */
    public Batch cancel(TenantId tenant, BatchId id) {
        Batch batch = get(tenant, id);
        return switch (batch.status()) {
            case CANCELLING, CANCELLED -> batch;
            case COMPLETED, FAILED ->
                throw RequestRefused.conflict(
                        ProblemCode.BATCH_ENDED,
                        "The batch is " + batch.status().wireName() + "; there is nothing to cancel.");
            case IN_PROGRESS -> {
                Instant at = now();
                journal.append(new BatchOrder.Cancel(id, at));
                yield batch.cancelling(at);
            }
        };
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
