package dev.refinery.storage.s3;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * How long one attempt may take.
 *
 * @param connect to open a connection
 * @param silence longest time without a byte while reading or writing
 * @param call one whole request
 */
record S3Timeouts(Duration connect, Duration silence, Duration call) {
    static final S3Timeouts DEFAULT =
            new S3Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60));
    /** The client's own default of 5 requests a host starves a batch of uploads. */
    private static final int REQUESTS = 64;

    OkHttpClient httpClient() {
        // Daemon threads: an idle client must not keep a stopped process alive.
        var threads = new ThreadPoolExecutor(
                REQUESTS,
                REQUESTS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("s3-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(REQUESTS);
        dispatcher.setMaxRequestsPerHost(REQUESTS);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(REQUESTS, 60, TimeUnit.SECONDS))
                .socketFactory(new NoDelaySocketFactory())
                .protocols(java.util.List.of(Protocol.HTTP_1_1))
                .connectTimeout(connect)
                .readTimeout(silence)
                .writeTimeout(silence)
                .callTimeout(call)
                .build();
    }
}
