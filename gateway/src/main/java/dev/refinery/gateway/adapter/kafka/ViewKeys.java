package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;

/** Keys of the view store: {@code tenant/job}, so that one tenant's jobs lie together in order of time. */
final class ViewKeys {
    private ViewKeys() {}

    /** Not above any tenant's keys; below them are those of {@link OpenJobs}. */
    static final String TENANTS = "0";

    static String of(TenantId tenant, JobId job) {
        return tenant + "/" + job;
    }

    static JobId jobOf(String key) {
        return JobId.parse(key.substring(key.indexOf('/') + 1));
    }

    static TenantId tenantOf(String key) {
        return new TenantId(key.substring(0, key.indexOf('/')));
    }

    static String firstOf(TenantId tenant) {
        return tenant + "/";
    }

    /** Above every job id of the tenant: ids are hex. */
    static String endOf(TenantId tenant) {
        return tenant + "/g";
    }
}
