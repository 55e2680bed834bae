package dev.refinery.gateway.app;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.rewards.InvalidPolicyException;
import dev.refinery.rewards.RewardPolicies;
import dev.refinery.rewards.RewardPolicy;
import dev.refinery.storage.AlreadyStoredDifferently;
import dev.refinery.storage.PolicyDocuments;
import dev.refinery.storage.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The reward policies that jobs may name: those of the product that this deployment offers, and those that the tenant
 * published. A name means one document for ever. Thread-safe; store failures pass through as they are.
 */
public final class Policies {
    private final List<String> offered;
    private final PolicyDocuments published;

    /** @param offered policies of the product; the first is the default of jobs that name none */
    public Policies(List<String> offered, PolicyDocuments published) {
        this.offered = List.copyOf(offered);
        this.published = published;
        for (String name : offered) {
            if (RewardPolicies.document(name).isEmpty()) {
                throw new IllegalArgumentException("refinery.gateway.policies names " + name
                        + ", which does not come with the product; known are "
                        + String.join(", ", RewardPolicies.names()) + ". Publish others with PUT /v1/policies.");
            }
        }
    }

    /** @param shipped true when it comes with the product */
    public record Listed(String reference, boolean shipped) {}

    /** @param created false when the same document was published before */
    public record Published(String digest, boolean created) {}

    /** The document, as it was published. */
    public Optional<byte[]> find(TenantId tenant, String reference) {
        return offered.contains(reference) ? RewardPolicies.document(reference) : published.find(tenant, reference);
    }

    /**
     * What the name stands for.
     *
     * @return sha256 of the document
     * @throws RequestRefused 422 {@code unknown_policy}, listing what there is
     */
    public String digest(TenantId tenant, String reference) {
        return digest(tenant, reference, "refinement.policy");
    }

    /** @param field where the request names it */
    public String digest(TenantId tenant, String reference, String field) {
        return find(tenant, reference)
                .map(Sha256::hex)
                .orElseThrow(() -> RequestRefused.unprocessable(
                        ProblemCode.UNKNOWN_POLICY,
                        field,
                        "There is no policy " + reference + "; there are "
                                + String.join(
                                        ", ",
                                        list(tenant).stream()
                                                .map(Listed::reference)
                                                .toList())
                                + ". Publish your own with PUT /v1/policies/NAME@VERSION."));
    }

    /** The default first. */
    public List<Listed> list(TenantId tenant) {
        List<Listed> all = new ArrayList<>();
        offered.forEach(name -> all.add(new Listed(name, true)));
        published.names(tenant).stream()
                .filter(name -> !offered.contains(name))
                .forEach(name -> all.add(new Listed(name, false)));
        return all;
    }

    public boolean isDefault(String reference) {
        return offered.getFirst().equals(reference);
    }

    /**
     * Publishes a document under its name, for good.
     *
     * @throws RequestRefused 422 where the document is no policy or bears another name, 409 where the name is taken
     */
    public Published publish(TenantId tenant, String reference, byte[] document) {
        RewardPolicy policy = read(document);
        if (!policy.reference().equals(reference)) {
            throw RequestRefused.unprocessable(
                    ProblemCode.POLICY_NAME_MISMATCH,
                    "name",
                    "The document calls itself " + policy.reference() + ", the address says " + reference
                            + ": both must be the same.");
        }
        Optional<byte[]> shipped = RewardPolicies.document(reference);
        if (shipped.isPresent()) {
            if (Arrays.equals(shipped.get(), document)) {
                return new Published(policy.digest(), false);
            }
            throw taken(reference);
        }
        try {
            return new Published(policy.digest(), published.publish(tenant, reference, document));
        } catch (AlreadyStoredDifferently e) {
            throw taken(reference);
        }
    }

    private static RewardPolicy read(byte[] document) {
        try {
            return RewardPolicies.parseForBuiltInMetrics(document);
        } catch (InvalidPolicyException e) {
            throw RequestRefused.unprocessable(e.faults().stream()
                    .map(f -> new Problem.Fault(
                            ProblemCode.INVALID_POLICY, f.place().isEmpty() ? null : f.place(), f.detail()))
                    .toList());
        }
    }

    private static RequestRefused taken(String reference) {
        return new RequestRefused(Problem.of(
                409,
                ProblemCode.POLICY_EXISTS,
                null,
                "Another document is published as " + reference
                        + ". A published policy never changes: give yours a new version."));
    }
}
