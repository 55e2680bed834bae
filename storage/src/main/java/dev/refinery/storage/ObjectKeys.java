package dev.refinery.storage;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Reference;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The key layout. The tenant comes first, and no key is a folder of another (file-system stores cannot hold both {@code p}
 * and {@code p/q}), which the file extensions guarantee.
 */
public final class ObjectKeys {
    private static final Pattern HEX_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,8}");
    private static final Pattern POLICY = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}@[a-zA-Z0-9][a-zA-Z0-9.-]{0,19}");
    private static final String POLICY_EXTENSION = ".yaml";
    private static final String CANDIDATES = "cand";
    private static final String FINALS = "final";
    private static final String CLAIMS = "idem";
    private static final String UPLOADS = "upload";
    private static final String BATCHES = "batch";
    private static final Pattern BATCH = Pattern.compile("batch_[0-9a-f]{26}");
    private static final Pattern BATCH_FILE = Pattern.compile("[a-z]{1,16}-[0-9]{1,7}");
    private static final Pattern UPLOAD = Pattern.compile("upl_[0-9a-f]{32}");
    /** No tenant: their names have no underscore. */
    private static final String API_KEYS = "_access/keys/";

    private static final String API_KEY_EXTENSION = ".json";
    private static final Pattern API_KEY = Pattern.compile("[0-9a-f]{16}");

    private ObjectKeys() {}

    /** Content-addressed: {@code {tenant}/ref/sha256/ab/<hex>.<ext>}. */
    public static String reference(TenantId tenant, String sha256, String extension) {
        Require.matches(sha256, HEX_256, "sha256");
        return tenant + "/ref/sha256/" + sha256.substring(0, 2) + "/" + sha256 + "." + checked(extension);
    }

    /** {@code {tenant}/ref/source/ab/<hex>.json}: what the file of this digest became when it was stored as a reference. */
    public static String referenceSource(TenantId tenant, String sha256) {
        Require.matches(sha256, HEX_256, "sha256");
        return tenant + "/ref/source/" + sha256.substring(0, 2) + "/" + sha256 + ".json";
    }

    /** {@code {tenant}/upload/{upload}/picture.bin}: where the holder of a link puts a picture. */
    public static String uploadedPicture(TenantId tenant, String upload) {
        return uploadFolder(tenant, upload) + "picture.bin";
    }

    /** {@code {tenant}/upload/{upload}/ticket.json}: what was announced. */
    public static String uploadTicket(TenantId tenant, String upload) {
        return uploadFolder(tenant, upload) + "ticket.json";
    }

    private static String uploadFolder(TenantId tenant, String upload) {
        return tenant + "/" + UPLOADS + "/" + Require.matches(upload, UPLOAD, "upload") + "/";
    }

    /** {@code {tenant}/batch/{batch}/{file}.jsonl}: a part of a batch's file, or of what is wrong with it; {@code file} is such as {@code items-0}. */
    public static String batchFile(TenantId tenant, String batch, String file) {
        Require.matches(batch, BATCH, "batch");
        return tenant + "/" + BATCHES + "/" + batch + "/" + Require.matches(file, BATCH_FILE, "file") + ".jsonl";
    }

    /** {@code {tenant}/cand/{job}/{round}/{index}.<ext>}; full-size renders have the round {@code final}. */
    public static String candidate(CandidateId candidate, TenantId tenant, String extension) {
        return stem(candidate, tenant) + "." + checked(extension);
    }

    /** {@code {tenant}/cand/{job}/{round}/{index}.{reference}.mask.png}. */
    public static String mask(CandidateId candidate, TenantId tenant, String reference) {
        Require.matches(reference, Reference.NAME, "reference");
        return stem(candidate, tenant) + "." + reference + ".mask.png";
    }

    /** {@code {tenant}/final/{job}/result-{attempt}.<ext>}. */
    public static String result(TenantId tenant, JobId job, int attempt, String extension) {
        Require.between(attempt, 0, 9999, "attempt");
        return finalsOf(tenant, job) + "result-" + attempt + "." + checked(extension);
    }

    /** {@code {tenant}/policy/{name}@{version}.yaml}: a reward policy that the tenant published; never expires. */
    public static String policy(TenantId tenant, String policy) {
        return policiesOf(tenant) + Require.matches(policy, POLICY, "policy") + POLICY_EXTENSION;
    }

    /** Prefix of all policies of a tenant, ending in a slash. */
    public static String policiesOf(TenantId tenant) {
        return tenant + "/policy/";
    }

    /** Reads {@code name@version} back from a key of {@link #policy}; empty for every other key. */
    public static Optional<String> policyOf(String key) {
        String file = key.substring(key.lastIndexOf('/') + 1);
        if (!file.endsWith(POLICY_EXTENSION)) {
            return Optional.empty();
        }
        String policy = file.substring(0, file.length() - POLICY_EXTENSION.length());
        return POLICY.matcher(policy).matches() ? Optional.of(policy) : Optional.empty();
    }

    /** {@code _access/keys/{id}.json}: what is known of an API key; outside all tenants, never expires. */
    public static String apiKey(String id) {
        return API_KEYS + Require.matches(id, API_KEY, "key id") + API_KEY_EXTENSION;
    }

    /** Prefix of all API keys, ending in a slash. */
    public static String apiKeys() {
        return API_KEYS;
    }

    /** Reads an id back from a key of {@link #apiKey}; empty for every other key. */
    public static Optional<String> apiKeyOf(String key) {
        if (!key.startsWith(API_KEYS) || !key.endsWith(API_KEY_EXTENSION)) {
            return Optional.empty();
        }
        String id = key.substring(API_KEYS.length(), key.length() - API_KEY_EXTENSION.length());
        return API_KEY.matcher(id).matches() ? Optional.of(id) : Optional.empty();
    }

    /** Prefix of all candidates of a job, ending in a slash. */
    public static String candidatesOf(TenantId tenant, JobId job) {
        return tenant + "/" + CANDIDATES + "/" + job + "/";
    }

    /** Prefix of all results of a job, ending in a slash. */
    public static String finalsOf(TenantId tenant, JobId job) {
        return tenant + "/" + FINALS + "/" + job + "/";
    }

    /** {@code {tenant}/idem/ab/<hex>.json}, by the sha256 of the client's key. */
    public static String idempotencyClaim(TenantId tenant, String sha256) {
        Require.matches(sha256, HEX_256, "sha256");
        return tenant + "/" + CLAIMS + "/" + sha256.substring(0, 2) + "/" + sha256 + ".json";
    }

    /** Reads a key back; empty when it is of nothing that expires. */
    public static Optional<Expiring> parse(String key) {
        String[] parts = key.split("/", -1);
        if (parts.length < 4) {
            return Optional.empty();
        }
        try {
            TenantId tenant = new TenantId(parts[0]);
            return switch (parts[1]) {
                case CANDIDATES -> Optional.of(new Expiring.OfCandidate(tenant, JobId.parse(parts[2])));
                case FINALS -> Optional.of(new Expiring.Result(tenant, JobId.parse(parts[2])));
                case UPLOADS -> Optional.of(new Expiring.Upload(tenant));
                case BATCHES -> Optional.of(new Expiring.BatchFile(tenant));
                case CLAIMS -> Optional.of(new Expiring.IdempotencyClaim(tenant));
                default -> Optional.empty();
            };
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    /** What an object that expires is. References do not: others may still point at them. */
    public sealed interface Expiring {
        TenantId tenant();

        /** A candidate's picture or one of its masks. */
        record OfCandidate(TenantId tenant, JobId job) implements Expiring {}

        record Result(TenantId tenant, JobId job) implements Expiring {}

        record IdempotencyClaim(TenantId tenant) implements Expiring {}

        /** A part of a batch's file. */
        record BatchFile(TenantId tenant) implements Expiring {}

        /** A picture on its way to becoming a reference, or the ticket of its upload. */
        record Upload(TenantId tenant) implements Expiring {}
    }

    private static String stem(CandidateId candidate, TenantId tenant) {
        String round = candidate.isFinal() ? "final" : Integer.toString(candidate.round());
        return candidatesOf(tenant, candidate.job()) + round + "/" + candidate.index();
    }

    private static String checked(String extension) {
        return Require.matches(extension, EXTENSION, "extension");
    }
}
