package dev.refinery.gateway.adapter.kafka;

import dev.refinery.gateway.app.WaitingJobs;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Copies {@code refinery.job-views} into every replica's store and tells the feed, who waits, and the count of open jobs. */
final class ViewStoreProcessor implements Processor<String, byte @Nullable [], Void, Void> {
    private final ViewFeed feed;
    private final WaitingJobs waiting;
    private final OpenJobs open;
    private @Nullable KeyValueStore<String, byte[]> store;

    ViewStoreProcessor(ViewFeed feed, WaitingJobs waiting, OpenJobs open) {
        this.feed = feed;
        this.waiting = waiting;
        this.open = open;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        KeyValueStore<String, byte[]> views = context.getStateStore(JobViewTopology.VIEWS);
        open.count(views);
        store = views;
    }

    @Override
    public void process(Record<String, byte @Nullable []> record) {
        KeyValueStore<String, byte[]> views = java.util.Objects.requireNonNull(store);
        byte[] value = record.value();
        if (value == null) {
            views.delete(record.key());
            waiting.forgotten(ViewKeys.tenantOf(record.key()), ViewKeys.jobOf(record.key()));
        } else {
            views.put(record.key(), value);
            ViewHeaders.tell(waiting, ViewKeys.tenantOf(record.key()), ViewKeys.jobOf(record.key()), record.headers());
        }
        open.changed(views, record.key(), record.headers());
        feed.changed(record.key());
    }
}
