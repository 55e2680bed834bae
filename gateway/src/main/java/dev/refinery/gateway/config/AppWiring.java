package dev.refinery.gateway.config;

import dev.refinery.gateway.adapter.web.HttpPictures;
import dev.refinery.gateway.adapter.web.HttpWebhooks;
import dev.refinery.gateway.app.AcceptedJobs;
import dev.refinery.gateway.app.AllowedDestinations;
import dev.refinery.gateway.app.Assets;
import dev.refinery.gateway.app.Cancellation;
import dev.refinery.gateway.app.IdempotencyClaims;
import dev.refinery.gateway.app.ImageEdits;
import dev.refinery.gateway.app.JobContinuation;
import dev.refinery.gateway.app.JobDeletion;
import dev.refinery.gateway.app.JobLog;
import dev.refinery.gateway.app.JobReader;
import dev.refinery.gateway.app.JobReplay;
import dev.refinery.gateway.app.JobSubmission;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.app.Policies;
import dev.refinery.gateway.app.RemotePictures;
import dev.refinery.gateway.app.SecretVault;
import dev.refinery.gateway.app.Uploads;
import dev.refinery.gateway.app.WebhookDeliveries;
import dev.refinery.gateway.app.WebhookEndpoints;
import dev.refinery.gateway.app.WebhookJournal;
import dev.refinery.gateway.app.WebhookTargets;
import dev.refinery.gateway.app.WebhookViews;
import dev.refinery.gateway.app.access.OutstandingWork;
import dev.refinery.gateway.domain.AssetRequestReader;
import dev.refinery.gateway.domain.JobRequestReader;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.PolicyDocuments;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Builds the use cases from settings and adapters. */
@Singleton
public class AppWiring {
    private static final Logger LOG = Logger.getLogger(AppWiring.class);

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    RandomGenerator random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    SecretVault secretVault(WebhookSettings settings) {
        SecretVault vault = new SecretVault(settings.encryptionKeys().orElse(List.of()), new SecureRandom());
        if (!vault.seals()) {
            LOG.warn("secrets of webhook endpoints are kept in Kafka as they are;"
                    + " set refinery.webhooks.encryption-keys to encrypt them");
        }
        return vault;
    }

    @Produces
    @Singleton
    HttpWebhooks webhooks(WebhookSettings settings, SecretVault vault, Clock clock) {
        return new HttpWebhooks(settings.secret(), vault, settings.allowPrivate(), settings.timeout(), clock);
    }

    @Produces
    @Singleton
    WebhookEndpoints webhookEndpoints(
            WebhookViews views,
            WebhookJournal journal,
            WebhookTargets targets,
            SecretVault vault,
            Clock clock,
            RandomGenerator random,
            GatewaySettings settings) {
        return new WebhookEndpoints(views, journal, targets, vault, clock, random, settings.viewWait());
    }

    @Produces
    @Singleton
    WebhookDeliveries webhookDeliveries(
            WebhookEndpoints endpoints,
            WebhookViews views,
            WebhookJournal journal,
            Clock clock,
            GatewaySettings settings) {
        return new WebhookDeliveries(endpoints, views, journal, clock, settings.viewWait());
    }

    @Produces
    @Singleton
    Assets assets(ObjectStore store, GatewaySettings settings) {
        ImageLimits limits =
                new ImageLimits(settings.maxImageBytes(), settings.maxImageSide(), settings.maxImagePixels());
        return new Assets(
                store, limits, settings.storedImageSide(), Runtime.getRuntime().maxMemory());
    }

    @Produces
    @Singleton
    RemotePictures remotePictures(FetchSettings fetch, GatewaySettings gateway) {
        return new HttpPictures(fetch.allowHttp(), fetch.allowPrivate(), fetch.timeout(), gateway.maxImageBytes());
    }

    @Produces
    @Singleton
    Uploads uploads(ObjectStore store, Assets assets, GatewaySettings settings, Clock clock, RandomGenerator random) {
        return new Uploads(store, assets, settings.linkLifetime(), clock, random);
    }

    @Produces
    @Singleton
    AssetRequestReader assetRequestReader(GatewaySettings settings) {
        return new AssetRequestReader(settings.maxImageBytes());
    }

    @Produces
    @Singleton
    JobRequestReader requestReader(GatewaySettings settings) {
        return new JobRequestReader(
                new LinkedHashSet<>(settings.models()), settings.policies().getFirst());
    }

    @Produces
    @Singleton
    Policies policies(ObjectStore store, GatewaySettings settings) {
        return new Policies(settings.policies(), new PolicyDocuments(store));
    }

    @Produces
    @Singleton
    AcceptedJobs acceptedJobs() {
        return new AcceptedJobs();
    }

    @Produces
    @Singleton
    JobReader jobReader(JobViews views, AcceptedJobs accepted, Clock clock, GatewaySettings settings) {
        return new JobReader(views, accepted, clock, settings.viewWait());
    }

    @Produces
    @Singleton
    Cancellation cancellation(JobLog log, Clock clock) {
        return new Cancellation(log, clock);
    }

    @Produces
    @Singleton
    JobSubmission submission(
            Assets assets,
            Policies policies,
            RemotePictures remote,
            WebhookTargets webhooks,
            AllowedDestinations destinations,
            ObjectStore store,
            JobLog log,
            JobViews views,
            AcceptedJobs accepted,
            OutstandingWork outstanding,
            Clock clock,
            RandomGenerator random) {
        return new JobSubmission(
                assets,
                policies,
                remote,
                webhooks,
                destinations,
                new IdempotencyClaims(store),
                log,
                views,
                accepted,
                outstanding,
                clock,
                random);
    }

    @Produces
    @Singleton
    JobReplay replay(
            JobSubmission submission,
            Assets assets,
            Policies policies,
            WebhookTargets webhooks,
            AllowedDestinations destinations,
            Clock clock,
            RandomGenerator random) {
        return new JobReplay(submission, assets, policies, webhooks, destinations, clock, random);
    }

    @Produces
    @Singleton
    ImageEdits imageEdits(
            JobSubmission submission,
            JobReader reader,
            JobRequestReader requests,
            Assets assets,
            ObjectStore store,
            GatewaySettings settings) {
        return new ImageEdits(submission, reader, requests, assets, store, settings.editWait());
    }

    @Produces
    @Singleton
    JobContinuation continuation(ObjectStore store, JobLog log, Clock clock) {
        return new JobContinuation(new IdempotencyClaims(store), log, clock);
    }

    @Produces
    @Singleton
    JobDeletion deletion(ObjectStore store, JobLog log, Clock clock) {
        return new JobDeletion(store, log, clock);
    }
}
