package dev.refinery.gateway.config;

import dev.refinery.gateway.app.Cancellation;
import dev.refinery.gateway.app.JobContinuation;
import dev.refinery.gateway.app.JobSubmission;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.app.batch.BatchDriver;
import dev.refinery.gateway.app.batch.BatchFiles;
import dev.refinery.gateway.app.batch.BatchIntake;
import dev.refinery.gateway.app.batch.BatchJournal;
import dev.refinery.gateway.app.batch.BatchResults;
import dev.refinery.gateway.app.batch.BatchRollover;
import dev.refinery.gateway.app.batch.BatchViews;
import dev.refinery.gateway.app.batch.Batches;
import dev.refinery.gateway.domain.BatchLineReader;
import dev.refinery.gateway.domain.JobRequestReader;
import dev.refinery.storage.ObjectStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** Builds the use cases of batches. */
@Singleton
public class BatchWiring {
    @Produces
    @Singleton
    BatchFiles files(ObjectStore store) {
        return new BatchFiles(store);
    }

    @Produces
    @Singleton
    Batches batches(
            JobRequestReader requests,
            BatchFiles files,
            BatchJournal journal,
            BatchViews views,
            ObjectStore store,
            Clock clock,
            RandomGenerator random,
            GatewaySettings gateway,
            BatchSettings settings) {
        BatchIntake intake = new BatchIntake(
                new BatchLineReader(requests), files, (int) gateway.maxJsonBytes(), settings.maxLines());
        return new Batches(intake, journal, views, store, clock, random, gateway.viewWait());
    }

    @Produces
    @Singleton
    BatchDriver driver(
            BatchFiles files,
            JobRequestReader requests,
            JobSubmission submission,
            Cancellation cancellation,
            JobViews views,
            JobContinuation continuation,
            Clock clock,
            BatchSettings settings) {
        return new BatchDriver(
                files,
                requests,
                submission,
                cancellation,
                views,
                new BatchRollover(views, continuation),
                clock,
                settings.window());
    }

    @Produces
    @Singleton
    BatchResults results(BatchFiles files, JobViews views) {
        return new BatchResults(files, views);
    }
}
