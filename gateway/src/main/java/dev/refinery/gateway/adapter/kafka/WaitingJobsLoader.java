package dev.refinery.gateway.adapter.kafka;

import dev.refinery.gateway.app.WaitingJobs;
import dev.refinery.gateway.domain.ServiceUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jboss.logging.Logger;

/** Tells {@link WaitingJobs} once, as soon as the views are there, which jobs waited before this process began. */
final class WaitingJobsLoader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WaitingJobsLoader.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** No job waits longer: its deadline comes first. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(2);

    private final StreamsRuntime runtime;
    private final StreamsJobViews views;
    private final WaitingJobs waiting;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("waiting-jobs").unstarted(this::load);

    WaitingJobsLoader(StreamsRuntime runtime, StreamsJobViews views, WaitingJobs waiting, Clock clock) {
        this.runtime = runtime;
        this.views = views;
        this.waiting = waiting;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    private void load() {
        try {
            while (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                if (runtime.running() && loaded()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean loaded() {
        try {
            views.forEachSince(clock.instant().minus(LONGEST_WAIT), waiting::found);
            waiting.loaded();
            return true;
        } catch (ServiceUnavailable | InvalidStateStoreException e) {
            LOG.debugf("the views went away, looking again: %s", e.toString());
            return false;
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
