package dev.refinery.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.gateway.JobEvents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTest {
    private final JobRequestReader reader =
            new JobRequestReader(new LinkedHashSet<>(List.of("compositor@1", "other@1")), "catalog@1");

    private JobRequest request(String more) {
        String json = "{'references':[{'name':'mug','role':'subject'}]" + more + "}";
        return reader.read(JobRequestReader.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    /** Four previews of {@code seconds} each and one render of twice that at 512x512, 5 s after the submission to 30 s. */
    private static JobView ended(int number, double seconds) {
        JobEvents events = JobEvents.fresh(number);
        List<Event> all = new ArrayList<>(List.of(events.submitted()));
        all.addAll(events.life(events.image("r")));
        JobView view = JobView.EMPTY;
        for (Event event : all) {
            Event told = event instanceof CandidateScored s
                    ? new CandidateScored(
                            s.candidate(),
                            s.image(),
                            s.bundleDigest(),
                            s.placements(),
                            s.scorecard(),
                            new Cost(s.candidate().isFinal() ? 2 * seconds : seconds, 1, 1000))
                    : event;
            view = JobViewFold.apply(view, told, JobEvents.START.plusSeconds(5));
        }
        return view;
    }

    @Test
    void countsPicturesByTheJobsOwnWordsAndClaimsNothingWithoutData() {
        Estimate estimate = Estimate.of(request(",'output':{'count':2}"), List.of(ended(1, 1), ended(2, 1)));
        assertThat(estimate.candidates()).isEqualTo(new Estimate.Candidates(8, 32, 2, 4));
        assertThat(estimate.deviceSeconds()).isNull();
        assertThat(estimate.durationSeconds()).isNull();
        assertThat(estimate.bytesStored()).isNull();
        assertThat(estimate.basis().jobs()).isEqualTo(2);
        assertThat(Estimate.of(request(""), List.of()).basis().oldest()).isNull();
    }

    @Test
    void timesAreFewestPicturesAtTheLowPriceToMostAtTheHighOne() {
        Estimate estimate = Estimate.of(
                request(",'output':{'size':'512x1024'},'refinement':{'max_rounds':2,'candidates':4}"),
                List.of(ended(1, 1), ended(2, 2), ended(3, 3), ended(4, 4), ended(5, 5)));
        // Quartiles 2 and 4; a render of twice the pixels costs twice 2 x 2 and 2 x 4.
        assertThat(estimate.deviceSeconds()).isEqualTo(new Estimate.Range(4 * 2 + 8, 8 * 4 + 3 * 16));
        // 5 s wait; 25 s for five pictures.
        assertThat(estimate.durationSeconds()).isEqualTo(new Estimate.Range(5 + 5 * 5, 5 + 11 * 5));
        assertThat(estimate.bytesStored()).isEqualTo(new Estimate.Range(5000, 11_000));
        assertThat(estimate.basis().jobs()).isEqualTo(5);
        assertThat(estimate.basis().oldest()).isEqualTo(JobEvents.START.plusSeconds(30));
    }

    @Test
    void onlyJobsOfTheSameKindCount() {
        List<JobView> recent = List.of(ended(1, 1), ended(2, 1), ended(3, 1));
        assertThat(Estimate.of(request(",'priority':'batch'"), recent).basis().jobs())
                .isZero();
        assertThat(Estimate.of(request(",'model':'other@1'"), recent).basis().jobs())
                .isZero();
        JobEvents events = JobEvents.fresh(4);
        JobView running = JobViewFold.apply(JobView.EMPTY, events.submitted(), JobEvents.START);
        assertThat(Estimate.of(request(""), List.of(running)).basis().jobs()).isZero();
    }
}
