package dev.refinery.client;

import dev.refinery.client.model.TenantEvent;

/**
 * What changes among all jobs and batches, without an end. {@code stream.opened} comes first, and again after a connection broke; where
 * it has {@code missed}, the lists tell what happened in between.
 */
public final class TenantEvents extends EventStream<TenantEvent> {
    TenantEvents(Transport transport, Call call, EventOptions options) {
        super(transport, call, options);
    }

    @Override
    Class<TenantEvent> type() {
        return TenantEvent.class;
    }

    @Override
    boolean last(TenantEvent event) {
        return false;
    }
}
