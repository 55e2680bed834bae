package dev.refinery.gateway.domain;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;

/**
 * Where a job's resources are.
 *
 * @param base scheme, host and port without a trailing slash; empty = links relative to the host
 */
public record JobLinks(String base) {
    public JobLinks {
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
    }

    public String job(JobId job) {
        return base + "/v1/jobs/" + job;
    }

    public String events(JobId job) {
        return job(job) + "/events";
    }

    public String rounds(JobId job) {
        return job(job) + "/rounds";
    }

    public String cancel(JobId job) {
        return job(job) + "/cancel";
    }

    public String continuation(JobId job) {
        return job(job) + "/continue";
    }

    public String replay(JobId job) {
        return job(job) + "/replay";
    }

    /** @param index position in the job's results, from 0 */
    public String result(JobId job, int index) {
        return job(job) + "/results/" + index;
    }

    public String candidateImage(JobId job, int round, int index) {
        String name = round == CandidateId.FINAL_ROUND ? "final" : Integer.toString(round);
        return job(job) + "/candidates/" + name + "/" + index + "/image";
    }

    public String policy(String reference) {
        return base + "/v1/policies/" + reference;
    }

    /** @param upload id of a picture on its way over a link */
    public String completion(String upload) {
        return asset(upload) + "/complete";
    }

    public String asset(String asset) {
        return base + "/v1/assets/" + asset;
    }

    public String webhookEndpoint(EndpointId endpoint) {
        return base + "/v1/webhook-endpoints/" + endpoint;
    }

    public String webhookDelivery(DeliveryId delivery) {
        return base + "/v1/webhook-deliveries/" + delivery;
    }

    public String batch(BatchId batch) {
        return base + "/v1/batches/" + batch;
    }
}
