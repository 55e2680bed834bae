package dev.refinery.gateway.adapter.kafka;

import dev.refinery.backends.kafka.KafkaConnection;
import dev.refinery.backends.kafka.TopicProvisioner;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.config.LogSettings;
import dev.refinery.gateway.domain.ServiceUnavailable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the topology as soon as there is a broker, and again whenever it has died: the gateway itself lives on, answers
 * what it can and says that it is not ready.
 */
final class StreamsRuntime implements AutoCloseable {
    /** Of a record before it is compressed: the largest view that a job may have. */
    static final int MAX_RECORD_BYTES = 4 << 20;

    private static final Logger LOG = Logger.getLogger(StreamsRuntime.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaConnection connection;
    private final LogSettings settings;
    private final Path stateDir;
    private final Supplier<Topology> topology;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread keeper;
    private volatile @Nullable KafkaStreams streams;

    StreamsRuntime(KafkaConnection connection, LogSettings settings, Path stateDir, Supplier<Topology> topology) {
        this.connection = connection;
        this.settings = settings;
        this.stateDir = stateDir;
        this.topology = topology;
        this.keeper = Thread.ofPlatform().daemon().name("streams-keeper").unstarted(this::keep);
    }

    void start() {
        keeper.start();
    }

    boolean running() {
        KafkaStreams current = streams;
        return current != null && current.state() == State.RUNNING;
    }

    String state() {
        KafkaStreams current = streams;
        return current == null ? "WAITING_FOR_BROKER" : current.state().name();
    }

    /** @throws ServiceUnavailable while the store is not loaded */
    ReadOnlyKeyValueStore<String, byte[]> views() {
        return store(JobViewTopology.VIEWS);
    }

    /** @throws ServiceUnavailable while the store is not loaded */
    ReadOnlyKeyValueStore<String, byte[]> usage() {
        return store(UsageTopology.BOOK);
    }

    /**
     * This replica's copy of a compacted topic.
     *
     * @throws ServiceUnavailable while the store is not loaded
     */
    ReadOnlyKeyValueStore<String, byte[]> store(String name) {
        KafkaStreams current = streams;
        if (current == null) {
            throw ServiceUnavailable.views(null);
        }
        try {
            return current.store(
                    StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<String, byte[]>keyValueStore()));
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw ServiceUnavailable.views(e);
        }
    }

    private void keep() {
        try {
            do {
                try {
                    runOnce();
                } catch (KafkaException | IllegalStateException e) {
                    LOG.warnf("job views are down, starting them again: %s", e.toString());
                }
            } while (!closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce() throws InterruptedException {
        new TopicProvisioner(connection.settings(), Optional.of(settings.replication()), PATIENCE)
                .provision(Topic.all());
        CountDownLatch died = new CountDownLatch(1);
        KafkaStreams starting = new KafkaStreams(topology.get(), new StreamsConfig(config()));
        try {
            starting.setUncaughtExceptionHandler(e -> {
                LOG.errorf(e, "stream thread failed, replacing it");
                return StreamThreadExceptionResponse.REPLACE_THREAD;
            });
            starting.setStateListener((now, before) -> {
                LOG.debugf("streams state=%s", now);
                if (now == State.ERROR || now == State.NOT_RUNNING) {
                    died.countDown();
                }
            });
            streams = starting;
            starting.start();
            while (died.getCount() > 0 && closing.getCount() > 0) {
                if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } finally {
            starting.close(Duration.ofSeconds(10));
        }
    }

    Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>(connection.settings());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.replication());
        config.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        config.put(StreamsConfig.POLL_MS_CONFIG, 20L);
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 4L << 20);
        config.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 200);
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // A gateway that was killed must not keep its partitions for long.
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 8 << 20);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_RECORD_BYTES);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 16L << 20);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
        return config;
    }

    @Override
    public void close() {
        closing.countDown();
        keeper.interrupt();
        KafkaStreams current = streams;
        if (current != null) {
            current.close(Duration.ofSeconds(10));
        }
    }
}
