package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.benchmarks.FairnessReport.Timed;
import dev.refinery.contracts.codec.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairnessReportTest {
    private static Timed job(String submitted, String started, String ended, String status)
            throws JsonProcessingException {
        return Timed.of(Json.mapper().readTree("""
                        {"created_at": "2026-11-25T10:00:%sZ", %s "ended_at": "2026-11-25T10:00:%sZ",
                         "status": "%s", "progress": {"candidates_done": 16}}
                        """.formatted(
                        submitted,
                        started.isEmpty() ? "" : "\"started_at\": \"2026-11-25T10:00:" + started + "Z\",",
                        ended,
                        status)));
    }

    @Test
    void countsFromEachJobsSubmissionAndThroughputFromTheFirstToTheLast() throws JsonProcessingException {
        List<Timed> visits = List.of(
                job("05.000", "05.500", "07", "succeeded"),
                job("10.000", "11", "14", "succeeded"),
                job("12.000", "15", "20", "succeeded"));
        List<Timed> bulk = List.of(job("00", "01", "30", "succeeded"), job("00", "", "40", "failed"));
        assertThat(FairnessReport.line("fair", visits, bulk))
                .isEqualTo("| fair | 1.00 (3.00) | 4.00 (8.00) | 40 | 2.00 | 1 |");
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() throws JsonProcessingException {
        List<Timed> visits = List.of(job("00", "01", "02", "succeeded"), job("00", "03", "08", "succeeded"));
        assertThat(FairnessReport.line("alone", visits, List.of()))
                .isEqualTo("| alone | 2.00 (3.00) | 5.00 (8.00) |  | 4.00 | 0 |");
    }
}
