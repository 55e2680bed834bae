package dev.refinery.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.gateway.ApiDescription.Operation;
import dev.refinery.gateway.RawHttp.Request;
import dev.refinery.gateway.RawHttp.Request.Header;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests of an operation, right in most and wrong in some of what the document says of it. */
final class HostileRequests {
    private static final List<String> WAITS =
            List.of("wait=0", "wait=1", "wait=-1", "wait=99999999999", "wait", "respond-async", "wait=1;wait=1", "");
    private static final List<String> TYPES = List.of(
            "text/plain",
            "application/xml",
            "application/json;charset=bogus",
            "application/json; charset=utf-16",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"a b\"",
            "image/gif",
            "*/*",
            "x",
            "");

    private final Random random;
    private final HostileValues values;
    private final Known known;

    /** What there is for requests to name. */
    record Known(String asset, Map<String, List<String>> ids, List<byte[]> pictures) {}

    HostileRequests(Random random, Known known) {
        this.random = random;
        this.values = new HostileValues(random);
        this.known = known;
    }

    Request of(Operation operation) {
        List<Header> headers = new ArrayList<>();
        List<String> query = new ArrayList<>();
        String path = operation.path();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asText();
            switch (parameter.path("in").asText()) {
                case "path" -> path = path.replace("{" + name + "}", segment(pathValue(operation, parameter)));
                case "query" -> query(name, parameter, query);
                default -> header(name, parameter, headers);
            }
        }
        if (values.chance(0.03)) {
            query.add(encoded(values.text()) + "=" + encoded(values.text()));
        }
        if (values.chance(0.05)) {
            headers.add(new Header(
                    "Accept", values.oneOf(List.of("text/csv", "*/*;q=0", "a", "image/*", "", "application/json"))));
        }
        String target = path + (query.isEmpty() ? "" : "?" + String.join("&", query));
        Body body = body(operation);
        if (!body.type().isEmpty()) {
            headers.add(new Header("Content-Type", body.type()));
        }
        boolean breaksOff = body.bytes().length > 0 && values.chance(0.01);
        return new Request(
                operation.method(),
                target,
                headers,
                body.bytes(),
                body.bytes().length + (breaksOff ? 1 + random.nextInt(100) : 0));
    }

    /** Servers take dot segments out (RFC 3986, 5.2.4), which would make it a request of another operation. */
    private static String segment(String value) {
        return value.equals(".") || value.equals("..") ? "..." : encoded(value);
    }

    private String pathValue(Operation operation, JsonNode parameter) {
        String name = parameter.path("name").asText();
        List<String> ids = known.ids().get(operation.path().split("/")[2] + " " + name);
        if (ids != null && values.chance(operation.method().equals("DELETE") ? 0.02 : 0.8)) {
            return values.oneOf(ids);
        }
        if (values.chance(0.4)) {
            return parameter.path("example").asText();
        }
        String text = values.text();
        // An empty segment is another address.
        return text.isBlank() ? "-" : text.length() > 300 ? text.substring(0, 300) : text;
    }

    private void query(String name, JsonNode parameter, List<String> query) {
        boolean required = parameter.path("required").asBoolean();
        if (!values.chance(required ? 0.9 : 0.4)) {
            return;
        }
        for (int times = values.chance(0.05) ? 2 : 1; times > 0; times--) {
            JsonNode example = parameter.path("example");
            String value =
                    values.chance(0.5) ? example.isArray() ? example.get(0).asText() : example.asText() : values.text();
            if (name.equals("job") && values.chance(0.5)) {
                value = values.oneOf(known.ids().get("jobs id"));
            }
            query.add(values.chance(0.03) ? name : name + "=" + encoded(value));
        }
    }

    private void header(String name, JsonNode parameter, List<Header> headers) {
        if (name.startsWith("X-Stainless")) {
            headers.add(new Header(name, values.chance(0.9) ? "0.2" : "0.3"));
        } else if (values.chance(0.3)) {
            boolean right = values.chance(0.4);
            headers.add(new Header(
                    name,
                    switch (name) {
                        case "Prefer" -> values.oneOf(WAITS);
                        case "Idempotency-Key" -> right ? "fuzz-" + random.nextInt(50) : values.headerText();
                        default -> right ? parameter.path("example").asText() : values.headerText();
                    }));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private record Body(String type, byte[] bytes) {}

    private Body body(Operation operation) {
        JsonNode content = operation.json().path("requestBody").path("content");
        if (content.isEmpty()) {
            return new Body("", new byte[0]);
        }
        List<String> types = new ArrayList<>();
        content.fieldNames().forEachRemaining(types::add);
        String type = values.oneOf(types);
        JsonNode example = content.path(type).path("example");
        Body body = switch (type) {
            case "application/json" -> new Body(type, json(example));
            case "multipart/form-data" -> multipart(example);
            default -> new Body(type, example.isTextual() ? text(example.asText()) : values.oneOf(known.pictures()));
        };
        if (values.chance(0.2) && !type.startsWith("image/")) {
            body = new Body(body.type(), values.broken(body.bytes()));
        }
        return values.chance(0.05) ? new Body(values.oneOf(TYPES), body.bytes()) : body;
    }

    private byte[] json(JsonNode example) {
        JsonNode json = values.chance(0.8) ? values.mutated(example) : example;
        return withKnown(json.toString()).getBytes(StandardCharsets.UTF_8);
    }

    private String withKnown(String text) {
        return text.replaceAll("ast_[0-9a-f]{64}", known.asset()).replace("strict-product", "fuzzed-product");
    }

    private byte[] text(String example) {
        String[] lines = withKnown(example).split("\n", -1);
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(lines.length);
            lines[at] = switch (random.nextInt(6)) {
                case 0 -> "";
                case 1 -> lines[at] + "\n" + lines[at];
                case 2 -> values.text();
                case 3 -> lines[at].replaceFirst("[0-9.]+", ".nan");
                case 4 -> "a: &a [x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\n" + lines[at];
                default -> lines[at].substring(random.nextInt(lines[at].length() + 1));
            };
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private Body multipart(JsonNode example) {
        String boundary = "fuzz" + random.nextInt(1_000_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        example.properties().forEach(part -> {
            List<JsonNode> all = new ArrayList<>();
            if (part.getValue().isArray()) {
                part.getValue().forEach(all::add);
            } else {
                all.add(part.getValue());
            }
            for (JsonNode value : all) {
                if (values.chance(0.07)) {
                    continue;
                }
                for (int times = values.chance(0.05) ? 2 : 1; times > 0; times--) {
                    part(out, boundary, part.getKey(), value);
                }
            }
        });
        if (values.chance(0.1)) {
            part(out, boundary, values.text(), example);
        }
        if (values.chance(0.9)) {
            out.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] bytes = out.toByteArray();
        if (values.chance(0.05)) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        }
        String told = values.chance(0.97) ? boundary : "other";
        return new Body("multipart/form-data; boundary=" + told, bytes);
    }

    private void part(ByteArrayOutputStream out, String boundary, String key, JsonNode value) {
        boolean file = value.isTextual() && value.asText().matches(".*\\.(png|jpg)");
        String name = values.chance(0.03) ? values.headerText() : key;
        StringBuilder head = new StringBuilder("--" + boundary + "\r\n");
        if (values.chance(0.98)) {
            head.append("Content-Disposition: form-data");
            head.append(values.chance(0.98) ? "; name=\"" + name + "\"" : "");
            if (file && values.chance(0.95)) {
                head.append("; filename=\"")
                        .append(values.chance(0.85) ? value.asText() : values.headerText())
                        .append('"');
            }
            head.append("\r\n");
        }
        if (file || values.chance(0.1)) {
            head.append("Content-Type: ")
                    .append(values.chance(0.9) ? "image/png" : values.oneOf(TYPES))
                    .append("\r\n");
        }
        if (values.chance(0.02)) {
            head.append("Content-Transfer-Encoding: ")
                    .append(values.oneOf(List.of("base64", "quoted-printable", "bogus")))
                    .append("\r\n");
        }
        out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (file) {
            out.writeBytes(values.oneOf(known.pictures()));
        } else if (value.isTextual()) {
            out.writeBytes((values.chance(0.7) ? value.asText() : values.text()).getBytes(StandardCharsets.UTF_8));
        } else {
            out.writeBytes(json(value));
        }
        out.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
}
