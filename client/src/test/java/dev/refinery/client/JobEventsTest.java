package dev.refinery.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refinery.client.RefineryException.Kind;
import dev.refinery.client.StandIn.Reply;
import dev.refinery.client.model.JobEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class JobEventsTest {
    private static final Reply NOT_KNOWN =
            Reply.json(404, "{\"code\":\"unknown_job\",\"detail\":\"There is no job j1.\"}");

    @Test
    void goesOnAfterTheLastEventWhereverItBroke() throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (StandIn gateway = new StandIn(
                        Reply.events(false, event(1, "job.queued") + event(2, "job.started") + "id: 3\ndata: {\"typ"),
                        Reply.cut(),
                        Reply.json(503, "", "Retry-After: 0"),
                        Reply.events(true, ": still here\n\n" + event(3, "candidate.scored")),
                        Reply.events(true, event(1000000, "job.succeeded")));
                RefineryClient client = gateway.client().build();
                JobEvents events =
                        client.jobs().events("j1", EventOptions.FROM_THE_FIRST.onReconnect(told::incrementAndGet))) {
            assertThat(events.stream().map(JobEvent::type))
                    .containsExactly("job.queued", "job.started", "candidate.scored", "job.succeeded");
            assertThat(events.lastEventId()).isEqualTo("1000000");
            assertThat(gateway.requests)
                    .extracting(r -> r.header("Last-Event-ID"))
                    .containsExactly("", "2", "2", "2", "3");
            // The JDK repeats a GET by itself whose connection ended without an answer.
            assertThat(told.get()).isBetween(3, 4);
        }
    }

    @Test
    void endsWhenThereIsNothingMoreToTell() throws Exception {
        try (StandIn gateway = new StandIn(Reply.of(204, "text/plain", ""));
                RefineryClient client = gateway.client().build();
                JobEvents events = client.jobs().events("j1", EventOptions.FROM_THE_FIRST.after("1000000"))) {
            assertThat(events.hasNext()).isFalse();
            assertThat(gateway.requests)
                    .singleElement()
                    .extracting(r -> r.header("Last-Event-ID"))
                    .isEqualTo("1000000");
        }
    }

    @Test
    void aContinuedJobIsToldToItsLastEnd() throws Exception {
        try (StandIn gateway = new StandIn(Reply.events(
                        true,
                        event(1000000, "job.succeeded")
                                + event(1000001, "job.continued")
                                + event(2000000, "job.succeeded")));
                RefineryClient client = gateway.client().build();
                JobEvents events = client.jobs().events("j1")) {
            assertThat(events.stream().map(JobEvent::seq)).containsExactly(1000000L, 1000001L, 2000000L);
        }
    }

    @Test
    void anEventOfALaterVersionIsHandedOn() throws Exception {
        try (StandIn gateway =
                        new StandIn(Reply.events(true, event(1, "job.dreamt") + event(1000000, "job.canceled")));
                RefineryClient client = gateway.client().build();
                Stream<JobEvent> events = client.jobs().events("j1").stream()) {
            assertThat(events.map(JobEvent::type)).containsExactly("job.dreamt", "job.canceled");
        }
    }

    @Test
    void aJobThatIsNotThereIsAnErrorUnlessItIsNew() throws Exception {
        try (StandIn gateway = new StandIn(NOT_KNOWN, NOT_KNOWN, Reply.events(true, event(1000000, "job.expired")));
                RefineryClient client = gateway.client().build()) {
            try (JobEvents events = client.jobs().events("j1")) {
                RefineryException e = catchThrowableOfType(RefineryException.class, events::hasNext);
                assertThat(e.code()).isEqualTo("unknown_job");
                assertThat(events.hasNext()).isFalse();
            }
            try (JobEvents events = client.jobs().events("j1", EventOptions.FROM_THE_FIRST.ofNewJob())) {
                assertThat(events.next().type()).isEqualTo("job.expired");
            }
        }
    }

    @Test
    void patienceEnds() throws Exception {
        try (StandIn gateway = new StandIn(Reply.cut());
                RefineryClient client = gateway.client().build();
                JobEvents events =
                        client.jobs().events("j1", EventOptions.FROM_THE_FIRST.patience(Duration.ofMillis(600)))) {
            assertThat(catchThrowableOfType(RefineryException.class, events::hasNext)
                            .kind())
                    .isEqualTo(Kind.BROKEN);
            assertThat(gateway.requests).hasSizeGreaterThan(1);
        }
    }

    @Test
    void whatIsNoEventIsAnError() throws Exception {
        try (StandIn gateway = new StandIn(Reply.events(true, "data: hello\n\n"));
                RefineryClient client = gateway.client().build();
                JobEvents events = client.jobs().events("j1")) {
            assertThat(catchThrowableOfType(RefineryException.class, events::hasNext)
                            .kind())
                    .isEqualTo(Kind.UNREADABLE);
            assertThat(gateway.requests).hasSize(1);
        }
    }

    @Test
    void anInterruptEndsTheWaitForAnEvent() throws Exception {
        try (StandIn gateway =
                        new StandIn(Reply.events(false, event(1, "job.queued")).held());
                RefineryClient client = gateway.client().build();
                JobEvents events = client.jobs().events("j1")) {
            assertThat(events.next().seq()).isEqualTo(1);
            CompletableFuture<Kind> kind = new CompletableFuture<>();
            Thread reader = Thread.ofPlatform()
                    .start(() -> kind.complete(catchThrowableOfType(RefineryException.class, events::hasNext)
                            .kind()));
            Awaitility.await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
            reader.interrupt();
            assertThat(kind.get(20, TimeUnit.SECONDS)).isEqualTo(Kind.INTERRUPTED);
            assertThat(gateway.requests).hasSize(1);
        }
    }

    @Test
    void closingItEndsTheWaitForAnEvent() throws Exception {
        try (StandIn gateway =
                        new StandIn(Reply.events(false, event(1, "job.queued")).held());
                RefineryClient client = gateway.client().build();
                JobEvents events = client.jobs().events("j1")) {
            assertThat(events.next().seq()).isEqualTo(1);
            CompletableFuture<Boolean> more = new CompletableFuture<>();
            Thread reader = Thread.ofPlatform().start(() -> more.complete(events.hasNext()));
            Awaitility.await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
            events.close();
            assertThat(more.get(20, TimeUnit.SECONDS)).isFalse();
            assertThat(gateway.requests).hasSize(1);
        }
    }

    @Test
    void readsWhatTheStandardAllows() {
        ServerEvents parser = new ServerEvents();
        assertThat(parser.take(": hello")).isNull();
        assertThat(parser.take("")).isNull();
        parser.take("id: 1");
        parser.take("event: a");
        parser.take("data: x");
        parser.take("data:y");
        assertThat(parser.take("")).isEqualTo(new ServerEvents.ServerEvent("1", "a", "x\ny"));
        parser.take("retry: 5");
        parser.take("data");
        parser.take("data: z");
        assertThat(parser.take("")).isEqualTo(new ServerEvents.ServerEvent("1", "", "z"));
        assertThat(parser.retryMillis()).isEqualTo(5);
        parser.take("retry: soon");
        assertThat(parser.retryMillis()).isEqualTo(5);
    }

    private static String event(long seq, String type) {
        return "id: " + seq + "\nevent: " + type + "\ndata: {\"seq\":" + seq + ",\"type\":\"" + type
                + "\",\"job\":\"j1\",\"status\":\"running\",\"at\":\"2026-11-25T12:00:00Z\"}\n\n";
    }
}
