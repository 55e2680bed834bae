package dev.refinery.worker.adapter.images;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes a body in, and breaks the connection off once it is longer than it may be. */
final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final long most;
    private final HttpResponse.BodySubscriber<byte[]> inner = HttpResponse.BodySubscribers.ofByteArray();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private long received;

    LimitedBody(long most) {
        this.most = most;
        inner.getBody().whenComplete((bytes, failure) -> {
            if (failure == null) {
                body.complete(bytes);
            } else {
                body.completeExceptionally(failure);
            }
        });
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        inner.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            received += buffer.remaining();
        }
        if (received <= most) {
            inner.onNext(buffers);
        } else if (subscription != null) {
            subscription.cancel();
            body.completeExceptionally(new TooLong(most));
        }
    }

    @Override
    public void onError(Throwable failure) {
        inner.onError(failure);
    }

    @Override
    public void onComplete() {
        inner.onComplete();
    }

    /** There is more than anybody wants to read. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong(long most) {
            super("the answer is longer than " + most + " bytes");
        }
    }
}
