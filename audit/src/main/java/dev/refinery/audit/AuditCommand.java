package dev.refinery.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.JobId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reconstructs a job, decides it again and says whether the log agrees. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Reconstructs a job from the log as a hash chain, and decides everything again from its scores.",
        footer = {
            "",
            "Exit code: 0 the log agrees, 1 it does not or was tampered with, 3 records are missing.",
            "",
            "Examples:",
            "  refinery audit 0199d3a2-7c1e-7b1f-9a52-6f3d1f0a7c55 --out job.audit.json",
            "  refinery audit --verify job.audit.json"
        })
final class AuditCommand implements Callable<Integer> {
    static final String FORMAT = "refinery-audit/1";
    private static final int DIVERGES = 1;
    private static final int INCOMPLETE = 3;

    private final Place place;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "JOB", description = "The job's id.")
    private @Nullable String job;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Kafka. Default: KAFKA_BOOTSTRAP_SERVERS, else the local stack's.")
    private @Nullable String bootstrap;

    @Option(names = "--json", description = "Print the whole chain as JSON on standard output, and nothing else there.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "Save the chain.")
    private @Nullable Path out;

    @Option(names = "--verify", paramLabel = "FILE", description = "Check a saved chain, without Kafka.")
    private @Nullable Path verify;

    @Option(names = "--last", paramLabel = "HASH", description = "With --verify: the last hash that was noted.")
    private @Nullable String last;

    AuditCommand(Place place) {
        this.place = place;
    }

    /** A saved chain. */
    record Document(
            @JsonProperty("format") String format,
            @JsonProperty("job") String job,
            @JsonProperty("last") String last,
            @JsonProperty("entries") List<Chain.Entry> entries) {}

    @Override
    public Integer call() throws IOException {
        if ((job == null) == (verify == null)) {
            throw new AuditFailure("name a job, or a saved chain with --verify");
        }
        if (verify != null) {
            return verify(verify);
        }
        JobId id = Place.job(String.valueOf(job));
        Chain chain = Chain.of(JobLog.read(place.bootstrap(bootstrap), id));
        if (chain.entries().isEmpty()) {
            throw new AuditFailure("the log holds nothing of job " + id
                    + ": there was none, or all its records are older than what the topics keep");
        }
        Document document = new Document(FORMAT, id.toString(), chain.last(), chain.entries());
        if (out != null) {
            Files.writeString(out, written(document));
        }
        if (json) {
            spec.commandLine().getOut().print(written(document));
            spec.commandLine().getOut().flush();
        }
        return told(
                chain, json ? spec.commandLine().getErr() : spec.commandLine().getOut());
    }

    private int verify(Path file) throws IOException {
        Document document;
        try {
            document = Json.mapper().readValue(Files.readString(file), Document.class);
        } catch (JsonProcessingException e) {
            throw new AuditFailure(file + " is not a saved chain: " + e.getOriginalMessage(), e);
        }
        if (!FORMAT.equals(document.format())) {
            throw new AuditFailure(file + " has the format " + document.format() + ", not " + FORMAT);
        }
        PrintWriter text = spec.commandLine().getOut();
        Chain chain = new Chain(document.entries());
        String expected = last == null ? document.last() : last;
        String fault = chain.fault()
                .orElse(
                        chain.last().equals(expected)
                                ? null
                                : "the chain ends in " + chain.last() + ", not in " + expected
                                        + ": entries were cut off or remade");
        if (fault != null) {
            text.println("tampered:   " + fault);
            return DIVERGES;
        }
        text.println("intact:     every entry has its hash");
        return told(chain, text);
    }

    private int told(Chain chain, PrintWriter text) {
        Story story = Story.of(chain);
        for (Chain.Entry entry : chain.entries()) {
            text.printf(
                    "%4d  %s  %-24s %s  %s%n",
                    entry.sequence(),
                    entry.time(),
                    entry.type().replace("dev.refinery.", ""),
                    entry.hash().substring(0, 12),
                    entry.id());
        }
        story.reasons().forEach(reason -> text.println("reason:     " + reason));
        story.rounds.values().forEach(round -> text.println("round:      " + round.sentence()));
        Review.Findings findings = story.submitted()
                .map(s -> Review.of(story, place.profile(s.spec().model())))
                .orElse(new Review.Findings(
                        0,
                        List.of(),
                        List.of("the submission (refinery.jobs): nothing can be decided again without it"),
                        java.util.Map.of(),
                        !story.outcomes.isEmpty()));
        findings.divergences().forEach(d -> text.println("diverges:   " + d));
        findings.missing().forEach(m -> text.println("missing:    " + m));
        if (!findings.missing().isEmpty()) {
            text.println("            Tasks are kept for 2 days, the other topics for 7; what is older has expired.");
        }
        text.println("decisions:  " + findings.decisions() + " decided again, "
                + (findings.divergences().isEmpty()
                        ? findings.missing().isEmpty() ? "the log agrees" : "the log agrees as far as it goes"
                        : "the log does not agree")
                + (findings.ended() ? "" : "; the job has not ended"));
        text.println("records:    " + chain.entries().size());
        text.println("last hash:  " + chain.last());
        text.flush();
        return !findings.divergences().isEmpty() ? DIVERGES : findings.missing().isEmpty() ? 0 : INCOMPLETE;
    }

    private static String written(Document document) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a chain does not serialise", e);
        }
    }
}
