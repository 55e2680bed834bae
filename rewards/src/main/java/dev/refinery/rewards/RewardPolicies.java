package dev.refinery.rewards;

import dev.refinery.rewards.metric.EmbeddingCosine;
import dev.refinery.rewards.vlm.VisionRubric;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The policies that come with the product, and how policy documents are read. Stateless. */
public final class RewardPolicies {
    /** The policy of jobs that name none. */
    public static final String DEFAULT = "catalog@1";

    private static final List<String> NAMES = List.of(DEFAULT, "embeddings-draft@0", "flat-draft@0");

    private RewardPolicies() {}

    public static List<String> names() {
        return NAMES;
    }

    /** @throws UnknownPolicyException when no such policy comes with the product */
    public static RewardPolicy load(String name) {
        return parse(document(name).orElseThrow(() -> new UnknownPolicyException(name)));
    }

    /** The bytes of a policy that comes with the product. */
    public static Optional<byte[]> document(String name) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        try (InputStream in = RewardPolicies.class.getResourceAsStream("/policies/" + name + ".yaml")) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Reads a policy document.
     *
     * @throws InvalidPolicyException when it is not a valid policy; names every fault by its place
     */
    public static RewardPolicy parse(byte[] yaml) {
        return new PolicyReader(Set.of()).read(yaml, sha256(yaml));
    }

    /** As {@link #parse}, and only the metrics that come with the product may be named. */
    public static RewardPolicy parseForBuiltInMetrics(byte[] yaml) {
        Set<String> known = new TreeSet<>(Set.of(EmbeddingCosine.NAME, VisionRubric.NAME));
        RewardMetrics.builtIn().forEach(metric -> known.add(metric.name()));
        return new PolicyReader(known).read(yaml, sha256(yaml));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** No such policy comes with the product. */
    public static final class UnknownPolicyException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        UnknownPolicyException(String name) {
            super("unknown reward policy " + name + "; known: " + NAMES);
        }
    }
}
