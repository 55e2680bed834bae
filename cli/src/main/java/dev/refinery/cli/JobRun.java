package dev.refinery.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.cli.JobStory.Ending;
import dev.refinery.client.model.Result;
import dev.refinery.contracts.codec.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Follows a job to its end, saves what it made and says how it went. */
final class JobRun {
    private final GatewayClient gateway;
    private final Console console;
    private final boolean justSubmitted;

    /** @param justSubmitted see {@link JobFollower} */
    JobRun(GatewayClient gateway, Console console, boolean justSubmitted) {
        this.gateway = gateway;
        this.console = console;
        this.justSubmitted = justSubmitted;
    }

    /**
     * @param references local pictures by reference name, for the contact sheet
     * @return 0 when a result image was written, else 1
     */
    int toTheEnd(String job, Path folder, Map<String, Path> references, OutputOptions output) {
        JobStory story = new JobFollower(gateway, ProgressView.on(console), justSubmitted).follow(job);
        Ending ending = story.ending().orElseThrow();
        List<Path> saved =
                ending.results().isEmpty() ? List.of() : new ResultSaver(gateway, folder).save(job, ending.results());
        if (output.sheet() && !saved.isEmpty()) {
            Path sheet = folder.resolve("sheet.png").toAbsolutePath().normalize();
            new ContactSheet(gateway).write(sheet, references, story, saved);
            console.err().println("sheet:      " + sheet);
        }
        if (output.json()) {
            console.out().println(pretty(gateway.job(job)));
            console.out().flush();
        } else {
            tell(job, story, ending, saved);
        }
        return saved.isEmpty() ? 1 : 0;
    }

    private void tell(String job, JobStory story, Ending ending, List<Path> saved) {
        if (saved.isEmpty()) {
            String why = !ending.failure().isEmpty() ? ending.failure() : ending.sentence();
            console.err()
                    .println("The job ended without a picture (" + ending.type().replace("job.", "") + ")"
                            + (why.isEmpty() ? "." : ": " + why));
            console.err().println("job:        " + gateway.address() + "/v1/jobs/" + job);
            console.err().flush();
            return;
        }
        for (Path file : saved) {
            console.out().println("result:     " + file);
        }
        for (Result result : ending.results()) {
            console.out().println("scores:     " + Wording.scores(result.scores()));
            String distances = Wording.colorDistances(result.scores());
            if (!distances.isEmpty()) {
                console.out().println("mean dE2000: " + distances);
            }
        }
        console.out()
                .println("outcome:    " + ending.outcome()
                        + (ending.sentence().isEmpty() ? "" : ", " + ending.sentence()));
        console.out()
                .println("candidates: " + ending.candidates() + " in " + Wording.rounds(ending.rounds()) + ", "
                        + Wording.seconds(story.elapsedMillis()));
        console.out().println("job:        " + gateway.address() + "/v1/jobs/" + job);
        console.out().flush();
    }

    static String pretty(JsonNode node) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was just read cannot be written", e);
        }
    }
}
