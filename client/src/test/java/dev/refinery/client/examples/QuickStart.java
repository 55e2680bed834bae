package dev.refinery.client.examples;

import dev.refinery.client.JobEvents;
import dev.refinery.client.RefineryClient;
import dev.refinery.client.model.Job;
import dev.refinery.client.model.JobEvent;
import dev.refinery.client.model.JobRequest;
import dev.refinery.client.model.ReferenceRequest;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/** The quick start of docs/client.md, which shows what is between the two marks. */
final class QuickStart {
    private QuickStart() {}

    static void run(String address, String apiKey, Path mug, Path table, Path result, PrintStream out) {
        // begin
        try (RefineryClient refinery =
                RefineryClient.builder().baseUrl(address).apiKey(apiKey).build()) {
            Job job = refinery.jobs()
                    .submit(JobRequest.builder()
                            .prompt("@mug on @table")
                            .reference(ReferenceRequest.subject("mug")
                                    .asset(refinery.assets().upload(mug)))
                            .reference(ReferenceRequest.background("table")
                                    .asset(refinery.assets().upload(table)))
                            .build());
            try (JobEvents events = refinery.jobs().events(job.id())) {
                events.stream()
                        .filter(event -> event.type().equals(JobEvent.ROUND_COMPLETED))
                        .forEach(event -> out.println(event.sentence()));
            }
            Job ended = refinery.jobs().await(job.id(), Duration.ofMinutes(15));
            out.println(ended.status() + ": " + ended.sentence());
            if (!ended.results().isEmpty()) {
                refinery.jobs().result(job.id(), 0, result);
            }
        }
        // end
    }
}
