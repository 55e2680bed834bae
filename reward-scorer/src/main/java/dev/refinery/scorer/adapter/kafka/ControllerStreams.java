package dev.refinery.scorer.adapter.kafka;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jboss.logging.Logger;

/** The running controller. A stream thread that dies is replaced: what kills it (a broker, a fenced producer) passes. */
public final class ControllerStreams implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ControllerStreams.class);

    private final KafkaStreams streams;

    public ControllerStreams(Topology topology, Properties config) {
        this.streams = new KafkaStreams(topology, config);
        streams.setUncaughtExceptionHandler(e -> {
            LOG.errorf(e, "stream thread died, starting another");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
    }

    public void start() {
        streams.start();
    }

    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** For people: {@code RUNNING}, {@code REBALANCING} ... */
    public String state() {
        return streams.state().name();
    }

    @Override
    public void close() {
        streams.close(Duration.ofSeconds(10));
    }
}
