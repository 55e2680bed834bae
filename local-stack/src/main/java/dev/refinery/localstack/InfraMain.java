package dev.refinery.localstack;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The process that holds Kafka and S3. Arguments: folder, Kafka port, S3 port, health port; health answers on
 * {@code /q/health/ready} from the moment that both serve.
 */
public final class InfraMain {
    private InfraMain() {}

    public static void main(String[] args) throws IOException {
        StackHome home = new StackHome(Path.of(args[0]));
        int kafkaPort = Integer.parseInt(args[1]);
        int s3Port = Integer.parseInt(args[2]);
        int healthPort = Integer.parseInt(args[3]);
        CompletableFuture<EmbeddedS3> s3 = CompletableFuture.supplyAsync(() -> EmbeddedS3.start(home.s3(), s3Port));
        EmbeddedKafka kafka = EmbeddedKafka.start(home.kafka(), kafkaPort);
        EmbeddedS3 store = s3.join();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            kafka.close();
                            store.close();
                        },
                        "infra-stop"));
        HttpServer health = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), healthPort), 4);
        health.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        health.start();
    }
}
