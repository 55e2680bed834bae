package dev.refinery.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.JobEvent.JobCancelRequested;
import dev.refinery.contracts.event.JobEvent.JobContinued;
import dev.refinery.contracts.event.JobEvent.JobDeleted;
import dev.refinery.contracts.event.JobEvent.ResultsDelivered;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Destination;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.WebhookSpec;
import dev.refinery.contracts.score.PromptScore;
import dev.refinery.gateway.JobEvents;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JobViewFoldTest {
    private static final JobLinks LINKS = new JobLinks("https://r.example/");

    private final JobEvents events = JobEvents.fresh(1);

    private List<Event> life() {
        List<Event> all = new ArrayList<>();
        all.add(events.submitted());
        all.addAll(events.life(events.image("result")));
        return all;
    }

    private static JobView fold(List<Event> all) {
        JobView view = JobView.EMPTY;
        for (Event event : all) {
            view = JobViewFold.apply(view, event, JobEvents.START.plusSeconds(5));
        }
        return view;
    }

    @Test
    void followsAJob() {
        JobView view = fold(life());

        assertThat(view.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(view.complete()).isTrue();
        assertThat(view.candidates()).hasSize(5);
        assertThat(view.rounds()).hasSize(2);
        assertThat(view.log()).extracting(JobView.LogEntry::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void keepsTheLayoutOfAFullSizePictureAndTellsItWithTheResult() {
        Placement.Box box = new Placement.Box(0.1, 0.2, 0.5, 0.9);
        Placement placement =
                new Placement("mug", box, box, true, 0.1, 1, 0.2, 0, 0.8, Placement.Cutout.BACKDROP, null);
        List<Event> all = life().stream()
                .map(event -> event instanceof CandidateScored s
                        ? (Event) new CandidateScored(
                                s.candidate(), s.image(), s.bundleDigest(), List.of(placement), s.scorecard(), s.cost())
                        : event)
                .toList();
        JobView view = fold(all);
        assertThat(view.candidates())
                .filteredOn(JobView.Candidate::judged)
                .allSatisfy(c -> assertThat(c.layout() != null).isEqualTo(c.fullSize()))
                .anyMatch(JobView.Candidate::fullSize);
        JobSpec spec = Objects.requireNonNull(view.spec());
        List<OutcomeEvent.Result> results =
                Objects.requireNonNull(view.ending()).results();
        assertThat(ResultLink.of(spec, results, LINKS, view))
                .first()
                .satisfies(r -> assertThat(r.layout()).containsExactly(SubjectLayout.of(placement)));
        assertThat(ResultLink.of(spec, results, LINKS))
                .allSatisfy(r -> assertThat(r.layout()).isNull());
    }

    @Test
    void aRepetitionChangesNothing() {
        JobView view = fold(life());
        for (Event event : life()) {
            assertThat(JobViewFold.apply(view, event, JobEvents.START.plusSeconds(99)))
                    .isSameAs(view);
        }
    }

    @Test
    void anyOrderEndsTheSame() {
        JobView inOrder = fold(life());
        for (int seed = 0; seed < 20; seed++) {
            List<Event> shuffled = life();
            Collections.shuffle(shuffled, new Random(seed));
            JobView view = fold(shuffled);
            assertThat(view.spec()).isEqualTo(inOrder.spec());
            assertThat(view.status()).isEqualTo(inOrder.status());
            assertThat(view.ending()).isEqualTo(inOrder.ending());
            assertThat(view.candidates()).containsExactlyInAnyOrderElementsOf(inOrder.candidates());
            assertThat(view.rounds()).containsExactlyInAnyOrderElementsOf(inOrder.rounds());
        }
    }

    @Test
    void anyInterleavingOfTheTopicsTellsARoundAfterItsCandidates() {
        for (int seed = 0; seed < 50; seed++) {
            JobView view = fold(interleaved(life(), new Random(seed)));
            assertThat(view.complete()).isTrue();
            assertThat(told(view, 0)).containsExactly("c0", "c0", "r0");
            assertThat(told(view, 1)).containsExactly("c1", "c1", "r1");
        }
    }

    @Test
    void aRoundThatOvertakesItsScoresIsHeldUntilTheyCome() {
        JobView view = fold(
                List.of(events.submitted(), events.evaluated(0, Verdict.REFINE, 1, 0.6), events.scored(0, 0, 0.4)));
        assertThat(told(view, 0)).containsExactly("c0");
        assertThat(view.rounds()).hasSize(1);

        JobView next = JobViewFold.apply(view, events.scored(0, 1, 0.6), JobEvents.START.plusSeconds(6));
        assertThat(told(next, 0)).containsExactly("c0", "c0", "r0");
        ProgressEvent round = ProgressLog.since(next, LINKS, 0, false).getLast();
        assertThat(round.type()).isEqualTo(ProgressType.ROUND_COMPLETED);
        assertThat(round.candidatesDone()).isEqualTo(2);
        assertThat(round.best().candidate()).isEqualTo("0/1");
    }

    @Test
    void whatRanOutOfTimeIsNotWaitedForOnceTheJobGoesOn() {
        JobView held = fold(List.of(events.submitted(), events.scored(0, 1, 0.6), events.timedOut(0)));
        assertThat(told(held, 0)).containsExactly("c0");

        for (Event sign : List.<Event>of(
                events.scored(1, 0, 0.5),
                events.lost(1, 0),
                events.timedOut(1),
                events.scored(CandidateId.FINAL_ROUND, 0, 0.5),
                events.succeeded(events.image("result")))) {
            assertThat(told(JobViewFold.apply(held, sign, JobEvents.START), 0))
                    .as(sign.toString())
                    .containsExactly("c0", "r0");
        }
        // A candidate that comes too late is told, but the round only once.
        JobView gone = fold(List.of(
                events.submitted(),
                events.scored(0, 1, 0.6),
                events.timedOut(0),
                events.scored(1, 0, 0.5),
                events.scored(0, 0, 0.4)));
        assertThat(told(gone, 0)).containsExactly("c0", "r0", "c0");
    }

    @Test
    void theOutcomeDoesNotReleaseARoundWhoseScoresAreStillToCome() {
        JobView view = fold(List.of(
                events.submitted(),
                events.evaluated(0, Verdict.EXHAUSTED, 1, 0.6),
                new OutcomeEvent.JobFailed(
                        events.job,
                        TenantId.DEFAULT,
                        "below_gate",
                        "no",
                        null,
                        1,
                        2,
                        JobEvents.START.plusSeconds(9),
                        null),
                events.scored(0, 0, 0.4)));
        assertThat(view.complete()).isFalse();
        JobView next = JobViewFold.apply(view, events.scored(0, 1, 0.6), JobEvents.START);
        assertThat(told(next, 0)).containsExactly("c0", "c0", "r0");
        assertThat(next.complete()).isTrue();
    }

    /** What the log tells of a round: {@code c<round>} a candidate, {@code r<round>} its evaluation. */
    private static List<String> told(JobView view, int round) {
        return view.log().stream()
                .filter(e -> Integer.valueOf(round).equals(e.round()))
                .map(e -> (e.type() == ProgressType.ROUND_COMPLETED ? "r" : "c") + e.round())
                .toList();
    }

    /** Events of one topic keep their order, those of different topics do not. */
    private static List<Event> interleaved(List<Event> all, Random random) {
        Map<Class<?>, Deque<Event>> byType = new LinkedHashMap<>();
        all.forEach(e ->
                byType.computeIfAbsent(e.getClass(), t -> new ArrayDeque<>()).add(e));
        List<Deque<Event>> topics = new ArrayList<>(byType.values());
        List<Event> mixed = new ArrayList<>();
        while (!topics.isEmpty()) {
            Deque<Event> topic = topics.get(random.nextInt(topics.size()));
            mixed.add(topic.removeFirst());
            topics.removeIf(Deque::isEmpty);
        }
        return mixed;
    }

    @Test
    void survivesStorage() throws Exception {
        JobView view = fold(life());
        byte[] json = Json.mapper().writeValueAsBytes(view);
        assertThat(Json.mapper().readValue(json, JobView.class)).isEqualTo(view);
        assertThat(json.length).isLessThan(10_000);
    }

    @Test
    void tellsThePromptsScoreOfCandidatesAndResults() throws Exception {
        JobView view = fold(JobEvents.looked(life(), new PromptScore(0.21, 0.4, 0.5), "The handle is gone."));
        JobView.Prompt prompt = new JobView.Prompt(0.4, 0.5);
        assertThat(view.candidates()).extracting(JobView.Candidate::prompt).containsOnly(prompt);
        JobView.Candidate best = view.candidate(1, 0).orElseThrow();
        assertThat(Standing.of(best).prompt()).isEqualTo(prompt);
        assertThat(Standing.of(best).gatesMissed()).isEqualTo(1);
        JobSpec spec = Objects.requireNonNull(view.spec());
        assertThat(ResultLink.of(spec, Objects.requireNonNull(view.ending()).results(), LINKS))
                .extracting(ResultLink::prompt)
                .containsExactly(prompt);
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsBytes(view), JobView.class))
                .isEqualTo(view);

        JobView reported = fold(JobEvents.looked(life(), new PromptScore(0.21, 0.4, 0), "The handle is gone."));
        assertThat(Standing.of(reported.candidate(1, 0).orElseThrow()).gatesMissed())
                .isZero();
    }

    @Test
    void keepsTheReasonsOfTheLatestCandidates() {
        String reason = "r".repeat(300);
        List<Event> all = new ArrayList<>(List.of(events.submitted()));
        for (int index = 0; index < 512; index++) {
            all.addAll(JobEvents.looked(
                    List.of(events.scored(index / 32, index % 32, 0.4)), new PromptScore(0.21, 0.4, 0.5), reason));
        }
        JobView view = fold(all);
        int kept = KeptReasons.MOST / reason.length();
        assertThat(view.candidates()).hasSize(512);
        assertThat(view.candidates().subList(0, 512 - kept))
                .allSatisfy(c -> assertThat(c.reasons()).isNull());
        assertThat(view.candidates().subList(512 - kept, 512))
                .allSatisfy(c -> assertThat(c.reasons()).containsExactly(Map.entry("mug", reason)));
    }

    @Test
    void cancelingEndsInCanceled() {
        JobView view = fold(List.of(
                events.submitted(),
                events.scored(0, 0, 0.5),
                new JobCancelRequested(events.job, JobEvents.START.plusSeconds(1))));
        assertThat(view.status()).isEqualTo(JobStatus.CANCELING);

        JobView ended = JobViewFold.apply(
                view,
                new OutcomeEvent.JobCanceled(
                        events.job, TenantId.DEFAULT, 0, 1, JobEvents.START.plusSeconds(2), null, null),
                JobEvents.START);
        assertThat(ended.status()).isEqualTo(JobStatus.CANCELED);
    }

    @Test
    void tellsTheBestSoFar() {
        List<ProgressEvent> told = ProgressLog.since(fold(life()), LINKS, 0, true);

        ProgressEvent second = told.get(3);
        assertThat(second.type()).isEqualTo(ProgressType.CANDIDATE_SCORED);
        assertThat(second.candidatesDone()).isEqualTo(2);
        assertThat(second.candidatesTotal()).isEqualTo(2);
        assertThat(second.best().candidate()).isEqualTo("0/1");
        assertThat(second.image()).isEqualTo("https://r.example/v1/jobs/" + events.job + "/candidates/0/1/image");
        ProgressEvent last = told.getLast();
        assertThat(last.seq()).isEqualTo(JobView.ENDING_SEQ);
        assertThat(last.best().candidate()).isEqualTo("final/0");
        assertThat(last.ended().results()).hasSize(1);
        assertThat(last.elapsedMs()).isEqualTo(30_000);
    }

    @Test
    void resumingTellsTheRestUnchanged() {
        JobView view = fold(life());
        List<ProgressEvent> all = ProgressLog.since(view, LINKS, 0, true);
        for (int i = 0; i < all.size() - 1; i++) {
            assertThat(ProgressLog.since(view, LINKS, all.get(i).seq(), true))
                    .isEqualTo(all.subList(i + 1, all.size()));
        }
    }

    @Test
    void countsALostCandidateAsDone() {
        JobView view = fold(List.of(events.submitted(), events.lost(0, 1)));
        ProgressEvent lost = ProgressLog.since(view, LINKS, 0, false).getLast();

        assertThat(lost.type()).isEqualTo(ProgressType.CANDIDATE_FAILED);
        assertThat(lost.candidatesDone()).isEqualTo(1);
        assertThat(lost.failure().code()).isEqualTo("delivery_limit");
        assertThat(lost.best()).isNull();
    }

    @Test
    void webhooksGetWhatTheyAskForOnce() {
        WebhookSpec webhook =
                new WebhookSpec("https://h.example", List.of("job.round.completed", "job.succeeded"), null);
        List<Event> all = life();
        all.set(0, events.submitted(webhook));
        JobView view = JobView.EMPTY;
        List<String> ids = new ArrayList<>();
        for (Event event : all) {
            JobView next = JobViewFold.apply(view, event, JobEvents.START);
            JobSpec spec = Objects.requireNonNull(next.spec());
            WebhookMessage.between(view, next, LINKS).stream()
                    .flatMap(m -> WebhookFanOut.deliveries(m, spec, List.of()).stream())
                    .forEach(d -> ids.add(d.type() + " " + d.messageId()));
            view = next;
        }
        String message = "msg_" + events.job.toString().replace("-", "");
        assertThat(ids)
                .containsExactly(
                        "job.round.completed " + message + "_5",
                        "job.round.completed " + message + "_8",
                        "job.succeeded " + message + "_1000000");
    }

    private List<Event> continuedLife() {
        List<Event> all = life();
        all.removeLast();
        all.add(events.belowGate(events.image("result")));
        all.add(new JobContinued(
                events.job, 1, JobEvents.START.plusSeconds(60), 1, 3, JobEvents.START.plusSeconds(600)));
        all.add(events.scored(2, 0, 0.9));
        all.add(events.evaluated(2, Verdict.ACCEPT, 0, 0.9));
        all.add(events.scored(CandidateId.FINAL_ROUND, 1, 0.95));
        all.add(events.succeededLater(events.image("later")));
        return all;
    }

    @Test
    void aContinuedJobRunsAgainAndEndsAgain() {
        List<Event> all = continuedLife();
        JobView running = fold(all.subList(0, all.size() - 1));
        assertThat(running.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(running.lastEnding().orElseThrow().outcome()).isEqualTo(OutcomeEvent.Quality.BELOW_GATE);
        assertThat(running.deadline()).isEqualTo(JobEvents.START.plusSeconds(600));
        assertThat(running.budget()).isEqualTo(new JobView.Budget(3, 3, 7));

        JobView view = fold(all);
        assertThat(view.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(view.complete()).isTrue();
        List<ProgressEvent> told = ProgressLog.since(view, LINKS, 0, true);
        assertThat(told).extracting(ProgressEvent::seq).isSorted().doesNotHaveDuplicates();
        assertThat(told)
                .filteredOn(e -> !e.type().wireName().startsWith("candidate"))
                .extracting(e -> e.type().wireName() + " " + e.status().wireName() + " " + e.maxRounds())
                .containsExactly(
                        "job.queued queued 2",
                        "job.started running 2",
                        "job.round.completed running 2",
                        "job.round.completed running 2",
                        "job.succeeded succeeded 2",
                        "job.continued running 3",
                        "job.round.completed running 3",
                        "job.succeeded succeeded 3");
        for (int i = 0; i < told.size() - 1; i++) {
            assertThat(ProgressLog.since(view, LINKS, told.get(i).seq(), true))
                    .isEqualTo(told.subList(i + 1, told.size()));
        }
        assertThat(told.getLast().seq()).isEqualTo(2 * JobView.ENDING_SEQ);
    }

    @Test
    void anyOrderOfAContinuedJobEndsTheSame() {
        JobView inOrder = fold(continuedLife());
        for (int seed = 0; seed < 50; seed++) {
            List<Event> mixed = continuedLife();
            // One topic holds both the submission and the continuation.
            Event submission = mixed.removeFirst();
            mixed = interleaved(mixed, new Random(seed));
            mixed.addFirst(submission);
            JobView view = fold(mixed);
            assertThat(view.status()).isEqualTo(inOrder.status());
            assertThat(view.ending()).isEqualTo(inOrder.ending());
            assertThat(view.earlier()).isEqualTo(inOrder.earlier());
            assertThat(view.continuations()).isEqualTo(inOrder.continuations());
            assertThat(view.candidates()).containsExactlyInAnyOrderElementsOf(inOrder.candidates());
        }
        for (Event event : continuedLife()) {
            assertThat(JobViewFold.apply(inOrder, event, JobEvents.START.plusSeconds(99)))
                    .isSameAs(inOrder);
        }
    }

    @Test
    void webhooksTellEachEndingOnce() {
        List<Event> all = continuedLife();
        JobView view = JobView.EMPTY;
        List<String> told = new ArrayList<>();
        for (Event event : all) {
            JobView next = JobViewFold.apply(view, event, JobEvents.START);
            WebhookMessage.between(view, next, LINKS).stream()
                    .filter(m -> List.of("job.succeeded", "job.continued").contains(m.type()))
                    .forEach(m -> told.add(m.type() + "_" + m.seq()));
            view = next;
        }
        assertThat(told).containsExactly("job.succeeded_1000000", "job.continued_1000010", "job.succeeded_2000000");
    }

    @Test
    void aCancellationThatCameTooLateDoesNotConcernTheContinuation() {
        List<Event> all = continuedLife();
        int ended = all.size() - 6;
        all.add(ended, new JobCancelRequested(events.job, JobEvents.START.plusSeconds(29)));
        assertThat(fold(all.subList(0, all.size() - 1)).status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void nothingBringsADeletedJobBack() {
        JobView view = fold(life());
        JobDeleted deleted = new JobDeleted(events.job, TenantId.DEFAULT, JobEvents.START.plusSeconds(99));
        JobView tombstone = JobViewFold.apply(view, deleted, JobEvents.START);
        assertThat(tombstone.spec()).as("what was asked for is gone too").isNull();
        assertThat(tombstone.candidates()).isEmpty();
        assertThat(tombstone.deleted().keepUntil()).isEqualTo(JobEvents.START.plus(Duration.ofDays(7)));
        for (Event event : continuedLife()) {
            assertThat(JobViewFold.apply(tombstone, event, JobEvents.START)).isSameAs(tombstone);
        }
        assertThat(JobViewFold.apply(tombstone, deleted, JobEvents.START)).isSameAs(tombstone);
    }

    @Test
    void aJobHasNotEndedBeforeItsResultsAreWhereTheClientWantsThem() {
        List<Event> all = life();
        all.set(0, events.submittedTo(new Destination("shop", "in/")));
        JobView waiting = fold(all);
        assertThat(waiting.status()).isEqualTo(JobStatus.RUNNING);
        CopyOrder order =
                CopyOrder.between(fold(all.subList(0, all.size() - 1)), waiting).orElseThrow();
        assertThat(order.items().getFirst().key()).isEqualTo("in/" + events.job + "/result-0.png");
        assertThat(CopyOrder.between(waiting, waiting)).isEmpty();

        ResultsDelivered delivered = new ResultsDelivered(
                events.job, TenantId.DEFAULT, order.givenUp("no such bucket"), JobEvents.START.plusSeconds(40));
        JobView ended = JobViewFold.apply(waiting, delivered, JobEvents.START);
        assertThat(ended.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(ended.deliveries()).extracting(JobEvent.Delivery::failure).containsExactly("no such bucket");
        assertThat(ended.undelivered()).isNull();
        assertThat(JobViewFold.apply(ended, delivered, JobEvents.START)).isSameAs(ended);
        assertThat(JobViewFold.apply(ended, all.getLast(), JobEvents.START)).isSameAs(ended);

        List<Event> overtaken = new ArrayList<>(all);
        overtaken.add(1, delivered);
        assertThat(fold(overtaken).ending()).isEqualTo(ended.ending());
    }
}
