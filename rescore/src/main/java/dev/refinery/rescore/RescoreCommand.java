package dev.refinery.rescore;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.localstack.BackendFinder;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.RewardPolicies;
import dev.refinery.rewards.RewardPolicy;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.PolicyDocuments;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Replays retained candidates under another policy and says what would change. */
@Command(
        name = "refinery rescore",
        mixinStandardHelpOptions = true,
        description = {
            "Judges the candidates that are still kept under another reward policy and reports what would change: jobs that fall below"
                    + " their gates or rise above them, mean shift and rank correlation of each role. It reads and reports;"
                    + " nothing is published or changed."
        },
        footer = {
            "",
            "It reads the local stack, or what KAFKA_BOOTSTRAP_SERVERS and REFINERY_S3_* name.",
            "Example: refinery rescore --policy strict-product@1 --since P1D"
        })
final class RescoreCommand implements Callable<Integer> {
    private final BackendFinder backends;
    private final PrintWriter out;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Source source;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "leave out older records: an instant (2026-11-25T08:00:00Z) or an age (PT6H, P1D)")
    private @Nullable String since;

    @Option(names = "--jobs", split = ",", paramLabel = "ID", description = "only these jobs")
    private List<String> jobs = new ArrayList<>();

    @Option(names = "--tenant", defaultValue = "default", description = "whose jobs and policies (default: default)")
    @SuppressWarnings("NullAway.Init")
    private String tenant;

    @Option(names = "--json", description = "the report as JSON")
    private boolean json;

    RescoreCommand(BackendFinder backends, PrintWriter out) {
        this.backends = backends;
        this.out = out;
    }

    /** Which policy: by name, or a document that is not published yet. */
    private static final class Source {
        @Option(
                names = "--policy",
                paramLabel = "NAME@VERSION",
                description = "a policy of the product or a published one")
        private @Nullable String policy;

        @Option(names = "--document", paramLabel = "FILE", description = "a policy document that is not published yet")
        private @Nullable Path document;
    }

    @Override
    public Integer call() throws IOException {
        TenantId owner = new TenantId(tenant);
        Set<JobId> wanted = new HashSet<>();
        jobs.forEach(job -> wanted.add(JobId.parse(job)));
        Instant from = since == null ? null : instant(since, Instant.now());
        String kafka = backends.kafka(null);
        try (ObjectStore store = connect(backends.store())) {
            RewardPolicy policy = RewardPolicies.parseForBuiltInMetrics(document(store, owner));
            CandidateJudge judge = new CandidateJudge(policy);
            List<RetainedCandidate> candidates = CandidateLog.read(kafka, owner, wanted, from);
            PolicyComparison report = PolicyComparison.of(
                    policy.reference(), policy.digest(), new Rejudging(store, judge).all(candidates));
            if (json) {
                out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
            } else {
                ComparisonText.write(report, out);
            }
        }
        return 0;
    }

    private static ObjectStore connect(BackendFinder.Store store) {
        return MinioObjectStore.connect(
                new S3Config(store.endpoint(), store.region(), store.bucket(), store.accessKey(), store.secretKey()));
    }

    private byte[] document(ObjectStore store, TenantId owner) throws IOException {
        Path file = source.document;
        if (file != null) {
            return Files.readAllBytes(file);
        }
        String name = String.valueOf(source.policy);
        PolicyDocuments published = new PolicyDocuments(store);
        return RewardPolicies.document(name)
                .or(() -> published.find(owner, name))
                .orElseThrow(() -> new IllegalArgumentException("there is no policy " + name + "; there are "
                        + String.join(", ", RewardPolicies.names()) + " and, published, " + published.names(owner)));
    }

    static Instant instant(String text, Instant now) {
        try {
            return text.startsWith("P") ? now.minus(Duration.parse(text)) : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--since " + text + " is neither an instant such as 2026-11-25T08:00:00Z nor an age such as PT6H",
                    e);
        }
    }
}
