import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Receives Refinery's webhooks and prints them. Needs a JDK and nothing else:
 *
 * <pre>WEBHOOK_SECRET=whsec_... java Receiver.java 9099</pre>
 *
 * What every receiver should do is here: look at the signature before anything else, refuse old timestamps, drop what came
 * before, answer quickly and work afterwards.
 */
public class Receiver {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final int MAX_BODY = 1 << 20;
    private static final int REMEMBERED = 10_000;
    private static final Pattern TYPE = Pattern.compile("^\\{\"type\":\"([a-z._]+)\"");
    private static final Pattern JOB = Pattern.compile("\"job\":\"([0-9a-f-]{36})\"");
    private static final Pattern SEQ = Pattern.compile("\"seq\":([0-9]+)");

    private final SecretKeySpec key;

    /** In production: a table with a unique index, written in the same transaction as what the event causes. */
    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    Receiver(String secret) {
        key = new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256");
    }

    public static void main(String[] args) throws IOException {
        String secret = System.getenv("WEBHOOK_SECRET");
        if (secret == null || !secret.startsWith("whsec_")) {
            System.err.println("Set WEBHOOK_SECRET to the secret (whsec_...) that creating the endpoint answered.");
            System.exit(2);
        }
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 9099;
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/hook", new Receiver(secret)::handle);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
        System.out.println("listening on http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            String timestamp = exchange.getRequestHeaders().getFirst("webhook-timestamp");
            String signatures = exchange.getRequestHeaders().getFirst("webhook-signature");
            if (id == null || timestamp == null || signatures == null || !genuine(id, timestamp, signatures, body)) {
                System.out.println("refused: no valid signature");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            if (firstTime(id)) {
                print(id, new String(body, StandardCharsets.UTF_8));
            } else {
                System.out.println("again " + id);
            }
            exchange.sendResponseHeaders(204, -1);
        }
    }

    /** While a secret is rotated there are two signatures; one that fits is enough. */
    private boolean genuine(String id, String timestamp, String signatures, byte[] body) {
        if (!timestamp.matches("[0-9]{1,12}")
                || Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), Instant.now())
                                .abs()
                                .compareTo(TOLERANCE)
                        > 0) {
            return false;
        }
        byte[] expected = mac(id + "." + timestamp + ".", body);
        boolean genuine = false;
        for (String signature : signatures.split(" ")) {
            if (signature.startsWith("v1,")) {
                // Compares in constant time.
                genuine |= MessageDigest.isEqual(
                        expected, signature.substring("v1,".length()).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return genuine;
    }

    private byte[] mac(String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encode(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized boolean firstTime(String id) {
        return seen.put(id, true) == null;
    }

    /** A real receiver parses the JSON with the library of its choice, and puts events of one job in order by seq. */
    private static void print(String id, String body) {
        System.out.println("verified " + find(TYPE, body) + " job=" + find(JOB, body) + " seq=" + find(SEQ, body) + " id=" + id);
    }

    private static String find(Pattern pattern, String body) {
        Matcher matcher = pattern.matcher(body);
        return matcher.find() ? matcher.group(1) : "-";
    }
}
