package dev.refinery.localstack;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A small stand-in for an app: serves health, notes its stop in a file. */
public final class FakeService {
    private FakeService() {}

    /** Arguments: name, port, journal, behaviour (serve, refuse, crash). */
    public static void main(String[] args) throws Exception {
        System.out.println(args[0] + " says hello");
        if (args[3].equals("crash")) {
            System.out.println("no memory for this");
            System.exit(7);
        }
        Path journal = Path.of(args[2]);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> note(journal, args[0])));
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])), 4);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(args[3].equals("refuse") ? 503 : 200, -1);
            exchange.close();
        });
        server.start();
    }

    static ServiceSpec spec(String name, Path folder, String behaviour) {
        int port = FreePorts.next();
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WatchedMain.class.getName(),
                FakeService.class.getName(),
                name,
                Integer.toString(port),
                journal(folder).toString(),
                behaviour));
        return new ServiceSpec(
                name,
                command,
                Map.of("REFINERY_TEST", "1"),
                folder,
                URI.create("http://127.0.0.1:" + port + "/"),
                Duration.ofSeconds(10));
    }

    static Path journal(Path folder) {
        return folder.resolve("journal");
    }

    private static void note(Path journal, String name) {
        try {
            Files.writeString(journal, name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
