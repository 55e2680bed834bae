package dev.refinery.gateway.adapter.s3;

import dev.refinery.gateway.app.JobRetention;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.config.JanitorSettings;
import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.janitor.Janitor;
import dev.refinery.storage.janitor.RetentionPolicy;
import dev.refinery.storage.janitor.SweepLease;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sweeps the bucket once a period, on whichever replica has the period's lease. */
@Singleton
public class JanitorSchedule {
    private static final Logger LOG = Logger.getLogger(JanitorSchedule.class);
    private static final int DELETIONS_PER_SWEEP = 10_000;

    private final Janitor janitor;
    private final Duration period;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("janitor").factory());

    private volatile @Nullable ScheduledFuture<?> sweeps;

    JanitorSchedule(ObjectStore store, JobViews views, Clock clock, JanitorSettings settings) {
        this.period = settings.period();
        this.janitor = new Janitor(
                store,
                new RetentionPolicy(settings.candidates(), settings.orphans(), settings.uploads(), settings.claims()),
                new JobRetention(views, clock),
                new SweepLease(store, period, UUID.randomUUID().toString()),
                clock,
                DELETIONS_PER_SWEEP);
    }

    void start(@Observes StartupEvent event) {
        sweeps = timer.scheduleAtFixedRate(this::sweep, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        ScheduledFuture<?> scheduled = sweeps;
        if (scheduled != null) {
            scheduled.cancel(true);
        }
        timer.shutdownNow();
    }

    private void sweep() {
        try {
            switch (janitor.sweep()) {
                case Janitor.Sweep.Done done -> LOG.infof("swept the bucket: deleted=%d", done.deleted());
                case Janitor.Sweep.NotOurs n -> LOG.debug("another replica sweeps this period");
                case Janitor.Sweep.BrokenOff broken ->
                    LOG.warnf(broken.cause(), "sweep broken off: deleted=%d", broken.deleted());
            }
        } catch (ServiceUnavailable e) {
            LOG.warn("not swept: the job views are not readable now");
        }
    }
}
