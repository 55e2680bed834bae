package dev.refinery.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.client.RefineryException.Kind;
import dev.refinery.client.ServerEvents.ServerEvent;
import dev.refinery.client.Transport.Answer;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Events of a stream, each once and in order, over connections that break and a gateway that restarts: it goes on after the last event
 * that was read. {@code hasNext} waits for the next event. To be closed; for one thread, except that any may close it.
 */
public abstract sealed class EventStream<E> implements Iterator<E>, AutoCloseable permits JobEvents, TenantEvents {
    /** A gateway says something every 15 seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final Transport transport;
    private final Call call;
    private final EventOptions options;
    private String lastEventId;
    private ServerEvents parser = new ServerEvents();
    private volatile @Nullable LineFeed feed;
    private volatile boolean over;
    private boolean ended;
    private @Nullable E next;
    private int failures;
    private long failingSince;

    EventStream(Transport transport, Call call, EventOptions options) {
        this.transport = transport;
        this.call = call.with("Accept", "text/event-stream");
        this.options = options;
        this.lastEventId = options.lastEventId();
    }

    /** Id of the last event that was read, for {@link EventOptions#after}; empty = none was. */
    public String lastEventId() {
        return lastEventId;
    }

    abstract Class<E> type();

    /** True when nothing comes after it. */
    abstract boolean last(E event);

    /** @throws RefineryException there is no such stream, or connections failed for longer than the patience lasts */
    @Override
    public boolean hasNext() {
        while (next == null && !over) {
            try {
                next = read();
            } catch (IOException e) {
                tryLater(RefineryException.of(
                        Kind.BROKEN, "the events of " + call.uri() + " broke off: " + e.getMessage(), e));
            } catch (RefineryException e) {
                boolean unknownYet = options.justSubmitted() && lastEventId.isEmpty() && e.status() == 404;
                if (!over && !unknownYet && !RetryRule.mayPass(e) && e.status() < 500) {
                    close();
                    throw e;
                }
                tryLater(e);
            } catch (InterruptedException e) {
                close();
                throw Transport.interrupted(e);
            }
        }
        return next != null;
    }

    @Override
    public E next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the last event was read");
        }
        E event = next;
        next = null;
        return event;
    }

    /** The events that are still to be read; closing it closes this. */
    public Stream<E> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(this::close);
    }

    /** Ends the connection. Reading on from another thread finds no more events. */
    @Override
    public void close() {
        over = true;
        disconnect();
    }

    /** Null when there is none to come. */
    private @Nullable E read() throws IOException, InterruptedException {
        LineFeed lines = feed == null ? connect() : feed;
        if (lines == null) {
            over = true;
            return null;
        }
        while (true) {
            String line = lines.next(SILENCE);
            if (line == null) {
                if (!ended) {
                    throw new IOException("the stream ended before its last event");
                }
                close();
                return null;
            }
            ServerEvent event = parser.take(line);
            if (event != null) {
                return taken(event);
            }
        }
    }

    private E taken(ServerEvent event) {
        E told;
        try {
            told = transport.json().readValue(event.data(), type());
        } catch (JsonProcessingException e) {
            throw RefineryException.of(
                    Kind.UNREADABLE, "the gateway sent an event that cannot be read: is this a Refinery gateway?", e);
        }
        if (!event.id().isEmpty()) {
            lastEventId = event.id();
        }
        ended = last(told);
        failures = 0;
        return told;
    }

    /** Null when the gateway says that there is nothing more to tell. */
    private @Nullable LineFeed connect() {
        Call from = lastEventId.isEmpty() ? call : call.with("Last-Event-ID", lastEventId);
        Answer<Flow.Publisher<List<ByteBuffer>>> answer =
                transport.once(from, BodyHandlers.ofPublisher(), failures + 1, call.attempt());
        LineFeed lines = new LineFeed(answer.required());
        if (answer.status() == 204) {
            return null;
        }
        parser = new ServerEvents();
        feed = lines;
        if (over) {
            disconnect();
        }
        return lines;
    }

    private void disconnect() {
        LineFeed open = feed;
        feed = null;
        if (open != null) {
            open.close();
        }
    }

    private void tryLater(RefineryException why) {
        Long asked = parser.retryMillis();
        disconnect();
        if (over) {
            return;
        }
        long now = System.nanoTime();
        if (failures++ == 0) {
            failingSince = now;
        }
        Duration wait = why.retryAfter()
                .orElseGet(() -> asked != null
                        ? Duration.ofMillis(asked)
                        : RetryRule.backOff(
                                failures, ThreadLocalRandom.current().nextDouble()));
        if (now - failingSince + wait.toNanos() > options.patience().toNanos()) {
            close();
            throw why;
        }
        options.reconnecting().run();
        Transport.pause(wait);
    }
}
