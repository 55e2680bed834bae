package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.util.Arrays;
import java.util.List;

/** What can be told about a job while it runs: the event names of the stream and of webhooks. Append only. */
public enum ProgressType {
    JOB_QUEUED("job.queued"),
    JOB_STARTED("job.started"),
    CANDIDATE_SCORED("candidate.scored"),
    CANDIDATE_FAILED("candidate.failed"),
    ROUND_COMPLETED("job.round.completed"),
    JOB_CONTINUED("job.continued"),
    JOB_CANCELING("job.canceling"),
    JOB_SUCCEEDED("job.succeeded"),
    JOB_FAILED("job.failed"),
    JOB_CANCELED("job.canceled"),
    JOB_EXPIRED("job.expired");

    private final String wireName;

    ProgressType(String wireName) {
        this.wireName = wireName;
    }

    public boolean ending() {
        return compareTo(JOB_CANCELING) > 0;
    }

    /** Candidates come by the hundred: they are streamed, but never posted to a webhook. */
    public boolean sentByWebhook() {
        return this != CANDIDATE_SCORED && this != CANDIDATE_FAILED;
    }

    @JsonValue
    public String wireName() {
        return wireName;
    }

    @JsonCreator
    public static ProgressType parse(String text) {
        for (ProgressType type : values()) {
            if (type.wireName.equals(text)) {
                return type;
            }
        }
        throw new InvalidValueException("type", "must be one of " + Arrays.toString(values()));
    }

    public static List<String> webhookTypes() {
        return Arrays.stream(values())
                .filter(ProgressType::sentByWebhook)
                .map(ProgressType::wireName)
                .toList();
    }
}
