package dev.refinery.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** HTTP/1.1 as it is told to, right or wrong: one connection a request. */
final class RawHttp {
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private RawHttp() {}

    /**
     * @param target path and query as they are sent
     * @param length that is announced; less than the body's = the rest is not sent
     */
    record Request(String method, String target, List<Header> headers, byte[] body, int length) {
        record Header(String name, String value) {}

        /** The same request for a shell. */
        String curl(URI base) {
            StringBuilder curl = new StringBuilder();
            boolean sends = body.length > 0;
            if (sends) {
                curl.append("echo ")
                        .append(Base64.getEncoder().encodeToString(body))
                        .append(" | base64 -d | ");
            }
            curl.append("curl -i --path-as-is -g -X ").append(method);
            for (Header header : headers) {
                curl.append(" -H ").append(quoted(header.name() + ": " + header.value()));
            }
            if (length != body.length) {
                curl.append(" -H 'Content-Length: ").append(length).append("'");
            }
            if (sends) {
                curl.append(" --data-binary @-");
            }
            String root = base.toString().replaceFirst("/$", "");
            return curl.append(' ').append(quoted(root + target)).toString();
        }

        private static String quoted(String text) {
            return "'" + text.replace("'", "'\\''") + "'";
        }
    }

    /** @param headers by lower-case name */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String mediaType() {
            return headers.getOrDefault("content-type", "")
                    .replaceFirst(";.*", "")
                    .trim();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** @throws IOException there was no whole answer */
    static Answer send(URI base, Request request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), (int) PATIENCE.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            StringBuilder head = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\nHost: "
                    + base.getAuthority() + "\r\nConnection: close\r\n");
            request.headers()
                    .forEach(h ->
                            head.append(h.name()).append(": ").append(h.value()).append("\r\n"));
            if (request.length() > 0 || !request.method().equals("GET")) {
                head.append("Content-Length: ").append(request.length()).append("\r\n");
            }
            out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.writeBytes(request.body());
            socket.getOutputStream().write(out.toByteArray());
            socket.getOutputStream().flush();
            if (request.length() > request.body().length) {
                socket.shutdownOutput();
            }
            return read(new BufferedInputStream(socket.getInputStream()), request.method());
        }
    }

    private static Answer read(InputStream in, String method) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("no status line: " + status);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int code = Integer.parseInt(status.substring(9, 12));
        boolean endless = headers.getOrDefault("content-type", "").startsWith("text/event-stream");
        byte[] body = endless || method.equals("HEAD") || code == 204 || code == 304 ? new byte[0] : body(in, headers);
        return new Answer(code, headers, body);
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                out.writeBytes(exactly(in, size));
                line(in);
            }
            return out.toByteArray();
        }
        String length = headers.get("content-length");
        return length == null ? in.readAllBytes() : exactly(in, Integer.parseInt(length));
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the answer broke off");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was closed without an answer");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
