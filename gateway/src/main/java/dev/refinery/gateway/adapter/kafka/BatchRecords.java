package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.BatchId;

/** {@code refinery.batches}: under {@code tenant/batch}, so that a tenant's batches lie together in order of time. */
final class BatchRecords {
    private BatchRecords() {}

    static String key(TenantId tenant, BatchId id) {
        return tenant + "/" + id;
    }

    static String firstOf(TenantId tenant) {
        return tenant + "/batch_";
    }

    static String endOf(TenantId tenant) {
        return tenant + "/batch_g";
    }
}
