package dev.refinery.localstack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * One real Kafka node (KRaft broker and controller, share groups on) inside this JVM, on loopback, its log in a folder.
 *
 * <p>Records, consumer positions and share-group state outlive {@link #close()}, a crash and {@link #restart()}: start
 * it on the same folder again. A folder belongs to one node at a time. Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final int NODE_ID = 1;
    private static final int START_ATTEMPTS = 3;
    private static final Set<String> LISTS_OF_LISTENERS =
            Set.of("listeners", "advertised.listeners", "listener.security.protocol.map");

    private final Path data;
    private final int port;
    private final Map<String, String> settings;
    private @Nullable KafkaRaftServer server;

    private EmbeddedKafka(Path data, int port, Map<String, String> settings) {
        this.data = data;
        this.port = port;
        this.settings = Map.copyOf(settings);
    }

    /** Starts on a free port. */
    public static EmbeddedKafka start(Path data) {
        StackStartException lost = new StackStartException("no attempt was made");
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            try {
                return start(data, FreePorts.next());
            } catch (StackStartException e) {
                lost = e;
            }
        }
        throw lost;
    }

    /**
     * @param data created when absent
     * @param port of the client listener
     * @throws StackStartException the port is taken, the folder is not writable or in use
     */
    public static EmbeddedKafka start(Path data, int port) {
        return start(data, port, Map.of());
    }

    /**
     * With listeners beside the plain one on {@code port}, such as secured ones.
     *
     * @param settings of the broker; those that list listeners are added to what is there, others take its place
     */
    public static EmbeddedKafka start(Path data, int port, Map<String, String> settings) {
        EmbeddedKafka kafka = new EmbeddedKafka(data.toAbsolutePath().normalize(), port, settings);
        kafka.startServer();
        return kafka;
    }

    /** {@code 127.0.0.1:port}, for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Stops the node and starts it again with the same port and data. */
    public synchronized void restart() {
        stop();
        startServer();
    }

    /** Stops the node and keeps its data; harmless when it is stopped. */
    public synchronized void stop() {
        KafkaRaftServer running = server;
        server = null;
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private synchronized void startServer() {
        if (!FreePorts.isFree(port)) {
            throw new StackStartException(
                    "Kafka cannot listen on 127.0.0.1:" + port + ": another program uses that port");
        }
        KafkaRaftServer starting = null;
        try {
            format();
            starting = new KafkaRaftServer(new KafkaConfig(configuration(FreePorts.next()), false), Time.SYSTEM);
            starting.startup();
            server = starting;
        } catch (Exception e) {
            if (starting != null) {
                starting.shutdown();
            }
            throw new StackStartException("Kafka could not be started on " + bootstrapServers() + " in " + data, e);
        }
    }

    /** Writes the identity of the node into an empty folder; leaves a formatted one as it is. */
    private void format() throws Exception {
        Files.createDirectories(data);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(NODE_ID)
                .setClusterId(clusterId())
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setIgnoreFormatted(true)
                .run();
    }

    private String clusterId() throws IOException {
        // The id is Kafka's own base64 form of a UUID; it is derived from the folder so that nothing else need be kept.
        UUID id = UUID.nameUUIDFromBytes(data.toString().getBytes(StandardCharsets.UTF_8));
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
    }

    private Map<String, String> configuration(int controllerPort) {
        Map<String, String> config = new HashMap<>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(NODE_ID));
        config.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        config.put("controller.listener.names", "CONTROLLER");
        config.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,CLIENTS:PLAINTEXT");
        config.put("inter.broker.listener.name", "CLIENTS");
        config.put("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        config.put("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
        config.put("log.dirs", data.toString());
        config.put("auto.create.topics.enable", "false");
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            config.put(topic + ".replication.factor", "1");
            config.put(topic + ".num.partitions", "1");
        }
        config.put("transaction.state.log.min.isr", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        // A node that died without a goodbye is fenced after 2 s, not 9: a restart after a crash is usable sooner.
        config.put("broker.session.timeout.ms", "2000");
        config.put("broker.heartbeat.interval.ms", "500");
        // Apps of a local stack are killed and restarted; their group members and open transactions must expire soon.
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("group.min.session.timeout.ms", "1000");
        config.put("group.consumer.min.session.timeout.ms", "1000");
        config.put("group.share.min.session.timeout.ms", "1000");
        config.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        // Small: a laptop runs this beside everything else.
        config.put("num.network.threads", "2");
        config.put("num.io.threads", "4");
        config.put("background.threads", "2");
        config.put("log.cleaner.dedupe.buffer.size", "4194304");
        config.put("log.index.size.max.bytes", "1048576");
        config.put("log.segment.bytes", "67108864");
        settings.forEach((name, value) ->
                config.merge(name, value, (own, more) -> LISTS_OF_LISTENERS.contains(name) ? own + "," + more : more));
        return config;
    }
}
