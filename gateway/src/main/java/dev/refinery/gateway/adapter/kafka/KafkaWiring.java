package dev.refinery.gateway.adapter.kafka;

import dev.refinery.backends.kafka.KafkaConnection;
import dev.refinery.backends.trace.SpanMemory;
import dev.refinery.gateway.app.JobLog;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.app.ResultCopies;
import dev.refinery.gateway.app.RetrySchedule;
import dev.refinery.gateway.app.TenantChanges;
import dev.refinery.gateway.app.UsageBook;
import dev.refinery.gateway.app.WaitingJobs;
import dev.refinery.gateway.app.WebhookCourse;
import dev.refinery.gateway.app.WebhookJournal;
import dev.refinery.gateway.app.WebhookSender;
import dev.refinery.gateway.app.WebhookViews;
import dev.refinery.gateway.app.access.OutstandingWork;
import dev.refinery.gateway.app.batch.BatchDriver;
import dev.refinery.gateway.app.batch.BatchJournal;
import dev.refinery.gateway.app.batch.BatchViews;
import dev.refinery.gateway.config.GatewaySettings;
import dev.refinery.gateway.config.LogSettings;
import dev.refinery.gateway.config.WebhookSettings;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.JobLinks;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Puts the Kafka side together and ties it to the life of the process. */
@Singleton
public class KafkaWiring {
    private static final int TRACED_DELIVERIES = 10_000;

    private final ViewFeed feed = new ViewFeed();
    private final AcknowledgedProducer producer;
    private final WebhookCourier courier;
    private final ResultCourier results;
    private final BatchCourier batches;
    private final StreamsRuntime runtime;
    private final StreamsJobViews views;
    private final WaitingJobs waiting;
    private final WaitingJobsLoader loader;

    KafkaWiring(
            Config config,
            @ConfigProperty(name = "refinery.state.dir", defaultValue = "state/gateway") String stateDir,
            GatewaySettings gateway,
            LogSettings streams,
            WebhookSettings webhooks,
            WebhookSender sender,
            OutstandingWork outstanding,
            MeterRegistry meters,
            RandomGenerator random,
            ResultCopies copies,
            BatchDriver batchDriver,
            Clock clock) {
        KafkaConnection connection =
                KafkaConnection.of(config.getPropertyNames(), name -> config.getOptionalValue(name, String.class));
        waiting = new WaitingJobs(clock);
        results = new ResultCourier(copies, gateway.destinationRetries());
        batches = new BatchCourier(batchDriver);
        producer = new AcknowledgedProducer(connection, gateway.appendTimeout());
        SpanMemory<DeliveryId> origins = new SpanMemory<>(TRACED_DELIVERIES);
        courier = new WebhookCourier(
                new TracedWebhooks(sender, origins), meters, webhooks.perEndpoint(), webhooks.inFlight());
        WebhookCourse course = new WebhookCourse(new RetrySchedule(webhooks.retrySchedule(), random));
        WebhookProcessor.Timing timing = new WebhookProcessor.Timing(webhooks.tick(), webhooks.logRetention());
        JobLinks links = new JobLinks(gateway.publicUrl().orElse(""));
        runtime = new StreamsRuntime(
                connection,
                streams,
                Path.of(stateDir).toAbsolutePath(),
                () -> BatchTopology.addTo(
                        JobViewTopology.build(
                                links,
                                feed,
                                waiting,
                                () -> new WebhookProcessor(courier, course, timing, origins),
                                results,
                                outstanding),
                        () -> new BatchProcessor(batches, links),
                        feed));
        views = new StreamsJobViews(runtime, feed);
        loader = new WaitingJobsLoader(runtime, views, waiting, clock);
        meters.gauge("refinery.gateway.watchers", feed, ViewFeed::watchers);
        meters.gauge("refinery.gateway.tenant.watchers", feed, ViewFeed::tenantWatchers);
        meters.gauge("refinery.gateway.views.running", runtime, r -> r.running() ? 1 : 0);
    }

    void start(@Observes StartupEvent event) {
        runtime.start();
        loader.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loader.close();
        runtime.close();
        courier.close();
        results.close();
        batches.close();
        producer.close();
    }

    @Produces
    @ApplicationScoped
    JobLog jobLog() {
        return new KafkaJobLog(producer);
    }

    @Produces
    @ApplicationScoped
    JobViews jobViews() {
        return views;
    }

    @Produces
    @Singleton
    WaitingJobs waitingJobs() {
        return waiting;
    }

    @Produces
    @ApplicationScoped
    WebhookViews webhookViews() {
        return new StreamsWebhookViews(runtime, feed);
    }

    @Produces
    @ApplicationScoped
    WebhookJournal webhookJournal() {
        return new KafkaWebhookJournal(producer);
    }

    @Produces
    @ApplicationScoped
    BatchViews batchViews() {
        return new StreamsBatchViews(runtime, feed);
    }

    @Produces
    @ApplicationScoped
    TenantChanges tenantChanges() {
        return feed.tenants();
    }

    @Produces
    @ApplicationScoped
    BatchJournal batchJournal() {
        return new KafkaBatchJournal(producer);
    }

    @Produces
    @ApplicationScoped
    UsageBook usageBook() {
        return new StreamsUsageBook(runtime);
    }

    @Produces
    @Readiness
    @Singleton
    HealthCheck viewsReady() {
        return () -> HealthCheckResponse.named("job views")
                .status(runtime.running())
                .withData("state", runtime.state())
                .build();
    }
}
