package dev.refinery.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A list that is fetched page by page, as far as it is read. Each iteration begins with a new request; an iterator is for one thread.
 *
 * @param <T> what is listed
 */
public final class Pages<T> implements Iterable<T> {
    private final Function<@Nullable String, Page<T>> fetch;

    /**
     * One answer.
     *
     * @param next where the page after it begins; null = there is none. A page may be empty and have one.
     * @param <T> what is listed
     */
    public record Page<T>(List<T> items, @Nullable String next) {
        public Page {
            items = List.copyOf(items);
        }
    }

    Pages(Function<@Nullable String, Page<T>> fetch) {
        this.fetch = fetch;
    }

    /** @param cursor {@link Page#next} of an earlier one; null = the first page */
    public Page<T> page(@Nullable String cursor) {
        return fetch.apply(cursor);
    }

    @Override
    public Iterator<T> iterator() {
        return new Walk();
    }

    /** Lazy: {@code limit} and {@code findFirst} fetch no more than they need. */
    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    private final class Walk implements Iterator<T> {
        private final Deque<T> fetched = new ArrayDeque<>();
        private @Nullable String cursor;
        private boolean last;

        @Override
        public boolean hasNext() {
            while (fetched.isEmpty() && !last) {
                Page<T> page = fetch.apply(cursor);
                fetched.addAll(page.items());
                cursor = page.next();
                last = cursor == null;
            }
            return !fetched.isEmpty();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return fetched.remove();
        }
    }
}
