package dev.refinery.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.benchmarks.FairnessReport.Timed;
import dev.refinery.localstack.LocalStack;
import dev.refinery.localstack.StackHome;
import dev.refinery.localstack.StackListener;
import dev.refinery.localstack.StackOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Two tenants in one lane of a whole local stack: one with a backlog, one who comes with a job now and then. */
@Command(
        name = "fairness",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a tenant's single jobs on fresh local stacks: alone, beside another tenant's backlog in the same lane, and beside it with a window",
            "without bounds, which is first come, first served. Every job uses its whole budget, whatever the scores say."
        },
        footer = {
            "",
            "Exit code: 0 the single jobs end sooner beside the backlog with the window than without; 1 not.",
            "Example:",
            "  refinery bench fairness --bulk 30 --visits 8 --every 4"
        })
final class FairnessCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final double UNREACHABLE_GATE = 0.999;

    @Option(names = "--bulk", defaultValue = "30", description = "Jobs of the backlog; default ${DEFAULT-VALUE}.")
    private int bulkJobs;

    @Option(names = "--visits", defaultValue = "8", description = "Single jobs; default ${DEFAULT-VALUE}.")
    private int visits;

    @Option(names = "--every", defaultValue = "4", description = "Seconds between them; default ${DEFAULT-VALUE}.")
    private int every;

    @Option(
            names = "--job",
            defaultValue = "samples/jobs/single-product.json",
            description = "Job file; default ${DEFAULT-VALUE}.")
    private Path file = Path.of("");

    @Option(names = "--size", defaultValue = "384x384", description = "Of the results; default ${DEFAULT-VALUE}.")
    private String size = "";

    @Option(names = "--rounds", defaultValue = "2", description = "Rounds of each job; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--candidates",
            defaultValue = "8",
            description = "Candidates of each round; default ${DEFAULT-VALUE}.")
    private int candidates;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(FairnessReport.HEADER);
        out.flush();
        run(out, "alone", Map.of(), 0);
        List<Timed> fair = run(out, "beside the bulk", Map.of(), bulkJobs);
        List<Timed> first =
                run(out, "beside the bulk, first come", Map.of("REFINERY_CONTROLLER_WINDOW", "0"), bulkJobs);
        return FairnessReport.median(fair, Timed::done) < FairnessReport.median(first, Timed::done) ? 0 : 1;
    }

    /** @return the single jobs */
    private List<Timed> run(PrintWriter out, String name, Map<String, String> settings, int backlog)
            throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("refinery.root", "."))
                .toAbsolutePath()
                .normalize();
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("REFINERY_AUTH_MODE", "required");
        environment.put("REFINERY_LIMITS_REQUESTS", "0");
        // Without a window the whole backlog is handed out at once, and its time with it.
        environment.put("REFINERY_CONTROLLER_ROUND_DEADLINE", PATIENCE.toString());
        StackOptions options = StackOptions.of(root, new StackHome(Files.createTempDirectory("refinery-fairness")))
                .withEnvironment(environment);
        try (LocalStack stack = LocalStack.start(options, StackListener.SILENT)) {
            TenantClient bulk = TenantClient.of(stack, "bulk");
            TenantClient shop = TenantClient.of(stack, "shop");
            ObjectNode bulkJob = wholeBudget(bulk.prepared(root.resolve(file)));
            ObjectNode shopJob = wholeBudget(shop.prepared(root.resolve(file)));
            // The first job of a stack loads the bundle.
            ended(shop, List.of(shop.submit(shopJob, 0)));
            List<String> behind = new ArrayList<>();
            for (int i = 1; i <= backlog; i++) {
                behind.add(bulk.submit(bulkJob, i));
            }
            List<String> visitors = new ArrayList<>();
            for (int i = 1; i <= visits; i++) {
                TimeUnit.SECONDS.sleep(every);
                visitors.add(shop.submit(shopJob, 1000 + i));
            }
            List<Timed> single = ended(shop, visitors);
            out.println(FairnessReport.line(name, single, ended(bulk, behind)));
            out.flush();
            return single;
        }
    }

    /** No candidate meets such gates, so every job makes as many. */
    private ObjectNode wholeBudget(ObjectNode job) {
        job.path("references").forEach(reference -> ((ObjectNode) reference).put("gate", UNREACHABLE_GATE));
        job.withObject("/output").put("size", size);
        job.withObject("/refinement").put("max_rounds", rounds).put("candidates", candidates);
        job.put("deadline", PATIENCE.toString());
        return job;
    }

    private static List<Timed> ended(TenantClient tenant, List<String> jobs) throws IOException, InterruptedException {
        List<Timed> ended = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (String id : jobs) {
            JsonNode job = tenant.job(id);
            while (!job.hasNonNull("ended_at")) {
                if (System.nanoTime() > deadline) {
                    throw new BenchFailure("job " + id + " did not end within " + PATIENCE.toMinutes() + " minutes");
                }
                TimeUnit.MILLISECONDS.sleep(200);
                job = tenant.job(id);
            }
            ended.add(Timed.of(job));
        }
        return ended;
    }
}
