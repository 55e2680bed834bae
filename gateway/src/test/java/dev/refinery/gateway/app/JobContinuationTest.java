package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.JobEvent.JobContinued;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.domain.ContinueRequest;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.JobViewFold;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobContinuationTest {
    private static final JobEvents EVENTS = JobEvents.fresh(1);
    private static final Instant NOW = JobEvents.START.plusSeconds(60);
    private static final ContinueRequest ONE_MORE = new ContinueRequest(1, null, null);

    private final List<JobEvent> appended = new ArrayList<>();
    private boolean logDown;
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final JobContinuation continuation =
            new JobContinuation(new IdempotencyClaims(new InMemoryObjectStore(clock)), this::append, clock);

    private void append(JobEvent event) {
        if (logDown) {
            throw ServiceUnavailable.log(null);
        }
        appended.add(event);
    }

    private static JobView view(Event... ending) {
        JobView view = JobViewFold.apply(JobView.EMPTY, EVENTS.submitted(), JobEvents.START);
        for (Event event : ending) {
            view = JobViewFold.apply(view, event, JobEvents.START.plusSeconds(5));
        }
        return view;
    }

    private static JobView belowGate() {
        return view(EVENTS.belowGate(EVENTS.image("r")));
    }

    private static OutcomeEvent failed(String code, int rounds) {
        return new OutcomeEvent.JobFailed(
                EVENTS.job, TenantId.DEFAULT, code, "why", null, rounds, 4, JobEvents.START.plusSeconds(30), null);
    }

    private static OutcomeEvent expired(int rounds) {
        return new OutcomeEvent.JobExpired(
                EVENTS.job, TenantId.DEFAULT, rounds, 4, JobEvents.START.plusSeconds(30), null, null);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(view(), ProblemCode.JOB_NOT_ENDED),
                Arguments.of(view(EVENTS.scored(0, 0, 0.5)), ProblemCode.JOB_NOT_ENDED),
                Arguments.of(view(EVENTS.succeeded(EVENTS.image("r"))), ProblemCode.JOB_NOT_CONTINUABLE),
                Arguments.of(view(failed("generation_failed", 1)), ProblemCode.JOB_NOT_CONTINUABLE),
                Arguments.of(view(failed("below_gate", 0)), ProblemCode.JOB_NOT_CONTINUABLE),
                Arguments.of(view(expired(0)), ProblemCode.JOB_NOT_CONTINUABLE),
                Arguments.of(
                        view(new OutcomeEvent.JobCanceled(EVENTS.job, TenantId.DEFAULT, 1, 2, NOW, null, null)),
                        ProblemCode.JOB_NOT_CONTINUABLE));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatCannotGoOn(JobView view, ProblemCode code) {
        RequestRefused refused =
                catchThrowableOfType(RequestRefused.class, () -> continuation.goOn(view, ONE_MORE, null));
        assertThat(refused.problem().code()).isEqualTo(code);
        assertThat(refused.problem().status()).isEqualTo(409);
        assertThat(appended).isEmpty();
    }

    @Test
    void takesWhatTheJobHadUnlessToldOtherwise() {
        for (JobView view : List.of(belowGate(), view(failed("infeasible", 2)), view(expired(1)))) {
            appended.clear();
            JobContinuation fresh =
                    new JobContinuation(new IdempotencyClaims(new InMemoryObjectStore(clock)), this::append, clock);
            assertThat(fresh.goOn(view, ONE_MORE, null).view().status()).isNotEqualTo(JobStatus.SUCCEEDED);
            assertThat(appended)
                    .containsExactly(new JobContinued(EVENTS.job, 1, NOW, 1, 2, NOW.plus(Duration.ofMinutes(15))));
        }
    }

    @Test
    void aJobDoesNotOutliveItsRetention() {
        ContinueRequest tooLong = new ContinueRequest(1, null, Duration.ofDays(8));
        assertThatThrownBy(() -> continuation.goOn(belowGate(), tooLong, null))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining("shorter deadline");
    }

    @Test
    void aJobJudgesNoMoreThanItsViewCanHold() {
        JobView many = view(new OutcomeEvent.JobFailed(
                EVENTS.job, TenantId.DEFAULT, "below_gate", "why", null, 63, 1_008, NOW, null));
        assertThatThrownBy(() -> continuation.goOn(many, new ContinueRequest(2, 9, null), null))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining("has judged 1008 candidates and may judge 1024 in all; add fewer");
        assertThat(continuation
                        .goOn(many, new ContinueRequest(2, 8, null), null)
                        .number())
                .isEqualTo(1);
    }

    @Test
    void ofTwoRequestsOneWins() {
        continuation.goOn(belowGate(), ONE_MORE, null);
        assertThatThrownBy(() -> continuation.goOn(belowGate(), new ContinueRequest(2, null, null), null))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining("job_not_ended");
        assertThat(appended)
                .as("the winner's, again, in case it died")
                .hasSize(2)
                .containsOnly(appended.getFirst());
    }

    @Test
    void aRequestThatDiedBeforeTheAppendIsFinishedByItsRepetition() {
        JobSubmission.Key key = new JobSubmission.Key("k", "f");
        logDown = true;
        assertThatThrownBy(() -> continuation.goOn(belowGate(), ONE_MORE, key)).isInstanceOf(ServiceUnavailable.class);
        logDown = false;
        JobContinuation.Continued repeated = continuation.goOn(belowGate(), ONE_MORE, key);
        assertThat(repeated.replayed()).isTrue();
        assertThat(appended).hasSize(1);
        assertThat(continuation.goOn(repeated.view(), ONE_MORE, key).number()).isEqualTo(1);
        assertThat(appended).as("known by now").hasSize(1);
    }
}
