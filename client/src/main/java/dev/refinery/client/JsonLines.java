package dev.refinery.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.refinery.client.RefineryException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Values that are read while they come, one a line, whatever their number. To be closed; for one thread.
 *
 * @param <T> what a line holds
 */
public final class JsonLines<T> implements Iterator<T>, AutoCloseable {
    private final ObjectMapper json;
    private final Class<T> type;
    private final LineFeed lines;
    private final Duration patience;
    private boolean over;
    private @Nullable T next;

    JsonLines(ObjectMapper json, Class<T> type, LineFeed lines, Duration patience) {
        this.json = json;
        this.type = type;
        this.lines = lines;
        this.patience = patience;
    }

    /** @throws RefineryException it broke off; begin anew */
    @Override
    public boolean hasNext() {
        while (next == null && !over) {
            try {
                String line = lines.next(patience);
                if (line == null) {
                    over = true;
                } else if (!line.isBlank()) {
                    next = json.readValue(line, type);
                }
            } catch (JsonProcessingException e) {
                close();
                throw RefineryException.of(Kind.UNREADABLE, "a line cannot be read: is this a Refinery gateway?", e);
            } catch (IOException e) {
                close();
                throw RefineryException.of(Kind.BROKEN, "the answer broke off: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                close();
                throw Transport.interrupted(e);
            }
        }
        return next != null;
    }

    @Override
    public T next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the last line was read");
        }
        T line = next;
        next = null;
        return line;
    }

    /** The lines that are still to be read; closing it closes this. */
    public Stream<T> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(this::close);
    }

    @Override
    public void close() {
        over = true;
        lines.close();
    }
}
