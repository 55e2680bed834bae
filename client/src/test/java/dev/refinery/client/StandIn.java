package dev.refinery.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that answers one request after the other as it was told to, well or badly. Each request has a connection of its own. */
final class StandIn implements AutoCloseable {
    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    private final List<Socket> held = new CopyOnWriteArrayList<>();
    private final ServerSocket server;

    record Request(String method, String target, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** @param hold true = the connection stays open and silent after the bytes */
    record Reply(String bytes, boolean hold) {
        static Reply json(int status, String body, String... headers) {
            return of(status, "application/json", body, headers);
        }

        static Reply of(int status, String type, String body, String... headers) {
            StringBuilder text = new StringBuilder(
                    "HTTP/1.1 " + status + " X\r\nConnection: close\r\nContent-Type: " + type + "\r\n");
            for (String header : headers) {
                text.append(header).append("\r\n");
            }
            if (status != 204) {
                text.append("Content-Length: ")
                        .append(body.getBytes(StandardCharsets.UTF_8).length)
                        .append("\r\n");
            }
            return new Reply(text + "\r\n" + body, false);
        }

        /** The connection ends without an answer. */
        static Reply cut() {
            return new Reply("", false);
        }

        static Reply silence() {
            return new Reply("", true);
        }

        /** Events in one chunk; the stream then ends, or breaks off. */
        static Reply events(boolean whole, String events) {
            return new Reply(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(events.length()) + "\r\n" + events + "\r\n"
                            + (whole ? "0\r\n\r\n" : ""),
                    false);
        }

        Reply held() {
            return new Reply(bytes, true);
        }
    }

    StandIn(Reply... replies) throws IOException {
        this.replies.addAll(List.of(replies));
        server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    RefineryClient.Builder client() {
        return RefineryClient.builder().baseUrl(address());
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : held) {
            socket.close();
        }
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try {
            requests.add(read(socket.getInputStream()));
            Reply reply = replies.size() > 1 ? replies.take() : replies.peek();
            if (reply == null) {
                reply = replies.take();
            }
            socket.getOutputStream().write(reply.bytes().getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            if (reply.hold()) {
                held.add(socket);
            } else {
                socket.close();
            }
        } catch (IOException | InterruptedException e) {
            // The client went away, or the test is over.
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] first = line(in).split(" ");
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                body.write(in.readNBytes(size));
                line(in);
            }
        } else {
            body.write(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
        }
        return new Request(first[0], first[1], headers, body.toString(StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("cut off");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
