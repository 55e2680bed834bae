package dev.refinery.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The lines of an answer as they come, one asked for at a time, so that a slow reader holds no more than that. For one reader. */
final class LineFeed implements AutoCloseable {
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Lines lines = new Lines();

    private sealed interface Signal {}

    private record Line(String text) implements Signal {}

    private record End() implements Signal {}

    private record Broken(Throwable why) implements Signal {}

    LineFeed(Flow.Publisher<List<ByteBuffer>> body) {
        body.subscribe(BodySubscribers.fromLineSubscriber(lines, unused -> "", StandardCharsets.UTF_8, null));
    }

    /**
     * The next line; null = the answer is over.
     *
     * @throws IOException it broke, or nothing came for so long
     */
    @Nullable
    String next(Duration patience) throws IOException, InterruptedException {
        Signal signal = signals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        return switch (signal) {
            case null -> throw new IOException("nothing came for " + patience.toSeconds() + " s");
            case Line line -> {
                lines.more();
                yield line.text();
            }
            case End end -> {
                signals.add(end);
                yield null;
            }
            case Broken broken -> {
                signals.add(broken);
                throw new IOException(broken.why());
            }
        };
    }

    /** Ends the connection; who waits for a line learns that there is none. */
    @Override
    public void close() {
        lines.cancel();
        signals.add(new End());
    }

    private final class Lines implements Flow.Subscriber<String> {
        private volatile Flow.@Nullable Subscription subscription;

        void more() {
            Flow.Subscription now = subscription;
            if (now != null) {
                now.request(1);
            }
        }

        void cancel() {
            Flow.Subscription now = subscription;
            if (now != null) {
                now.cancel();
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(String line) {
            signals.add(new Line(line));
        }

        @Override
        public void onError(Throwable why) {
            signals.add(new Broken(why));
        }

        @Override
        public void onComplete() {
            signals.add(new End());
        }
    }
}
