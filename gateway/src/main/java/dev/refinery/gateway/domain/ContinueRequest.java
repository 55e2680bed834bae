package dev.refinery.gateway.domain;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * More budget for a job that ended below its gates.
 *
 * @param rounds to add, 1 to 16
 * @param candidates a round from now on, null = as before
 * @param deadline null = as much time as the job had first
 */
public record ContinueRequest(
        int rounds, @Nullable Integer candidates, @Nullable Duration deadline) {
    /** @throws RequestRefused 422, naming everything that is wrong */
    public static ContinueRequest read(JsonNode body) {
        List<Problem.Fault> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        if (fields.child("rounds") == null) {
            fields.error(ProblemCode.MISSING_FIELD, "rounds", "must say how many rounds to add, 1 to 16");
        }
        int rounds = fields.whole("rounds", 1, 16, 1);
        Integer candidates = fields.child("candidates") == null ? null : fields.whole("candidates", 1, 32, 8);
        Duration deadline = fields.child("deadline") == null
                ? null
                : fields.duration("deadline", Duration.ofSeconds(1), Duration.ofDays(2), Duration.ofMinutes(15));
        fields.rejectUnknown();
        if (!errors.isEmpty()) {
            throw RequestRefused.unprocessable(errors);
        }
        return new ContinueRequest(rounds, candidates, deadline);
    }
}
