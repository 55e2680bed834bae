package dev.refinery.scorer.adapter.vlm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.score.Reason;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.rewards.vlm.VisionJudge;
import dev.refinery.rewards.vlm.VisionJudges;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Vision-language models behind an OpenAI-compatible {@code POST {base}/chat/completions}. Bounded in calls at a time, in
 * attempts and in the time of each. Retries 429, 5xx and broken connections with doubling, jittered pauses.
 */
public final class ChatCompletions implements VisionJudges {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double JPEG_QUALITY = 0.9;
    /** It masks the score, and so travels with the scorecard. */
    private static final int LONGEST_REFUSAL = 200;

    private static final double PER_MILLION = 1e6;

    private final Endpoint endpoint;
    private final HttpClient http;
    private final Semaphore calls;

    /**
     * @param base e.g. {@code https://host/v1}
     * @param apiKey sent as a bearer token; null = none is needed
     * @param timeout of one attempt
     * @param attempts in all, at least 1
     * @param firstPause doubles with every attempt
     * @param parallelism calls at a time
     * @param promptPrice per million tokens; {@code completionPrice} likewise
     */
    public record Endpoint(
            URI base,
            @Nullable String apiKey,
            Duration timeout,
            int attempts,
            Duration firstPause,
            int parallelism,
            double promptPrice,
            double completionPrice) {
        /** Never shows the key. */
        @Override
        public String toString() {
            return "Endpoint[" + base + "]";
        }
    }

    public ChatCompletions(Endpoint endpoint) {
        this.endpoint = endpoint;
        this.http = HttpClient.newBuilder().connectTimeout(endpoint.timeout()).build();
        this.calls = new Semaphore(endpoint.parallelism(), true);
    }

    @Override
    public VisionJudge of(String model) {
        return (instructions, pictures) -> {
            byte[] body = request(model, instructions, pictures);
            try {
                calls.acquire();
                try {
                    return ask(body);
                } finally {
                    calls.release();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new VisionJudge.Answer.Unrated("interrupted", VisionJudge.Spent.NOTHING);
            }
        };
    }

    private VisionJudge.Answer ask(byte[] body) throws InterruptedException {
        Duration pause = endpoint.firstPause();
        String failure = "";
        for (int attempt = 1; attempt <= endpoint.attempts(); attempt++) {
            if (attempt > 1) {
                long millis = pause.toMillis();
                Thread.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
                pause = pause.multipliedBy(2);
            }
            try {
                HttpResponse<byte[]> response = http.send(post(body), HttpResponse.BodyHandlers.ofByteArray());
                int status = response.statusCode();
                if (status == 200) {
                    return answer(response.body());
                }
                failure = "the endpoint answers " + status;
                if (status != 429 && status < 500) {
                    return new VisionJudge.Answer.Unrated(failure, VisionJudge.Spent.NOTHING);
                }
            } catch (HttpTimeoutException e) {
                failure = "the endpoint did not answer within " + endpoint.timeout();
            } catch (IOException e) {
                failure = "the endpoint cannot be reached: " + e.getClass().getSimpleName();
            }
        }
        return new VisionJudge.Answer.Unrated(
                failure + ", " + endpoint.attempts() + " times", VisionJudge.Spent.NOTHING);
    }

    private HttpRequest post(byte[] body) {
        String base = endpoint.base().toString().replaceAll("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/chat/completions"))
                .timeout(endpoint.timeout())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (endpoint.apiKey() != null) {
            request.header("Authorization", "Bearer " + endpoint.apiKey());
        }
        return request.build();
    }

    private static byte[] request(String model, String instructions, List<VisionJudge.Picture> pictures) {
        ObjectNode request = JSON.createObjectNode();
        request.put("model", model).put("temperature", 0).put("max_tokens", 300);
        request.putObject("response_format").put("type", "json_object");
        ArrayNode content =
                request.putArray("messages").addObject().put("role", "user").putArray("content");
        content.addObject().put("type", "text").put("text", instructions);
        for (VisionJudge.Picture picture : pictures) {
            content.addObject().put("type", "text").put("text", picture.label() + ":");
            byte[] jpeg = ImageEncoder.encode(picture.pixels(), "image/jpeg", JPEG_QUALITY);
            content.addObject()
                    .put("type", "image_url")
                    .putObject("image_url")
                    .put("url", "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg));
        }
        return request.toString().getBytes(StandardCharsets.UTF_8);
    }

    private VisionJudge.Answer answer(byte[] body) {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (IOException e) {
            return new VisionJudge.Answer.Unrated("the endpoint's answer is no JSON", VisionJudge.Spent.NOTHING);
        }
        VisionJudge.Spent spent = spent(root.path("usage"));
        JsonNode message = root.path("choices").path(0).path("message");
        if (message.path("refusal").isTextual()) {
            return new VisionJudge.Answer.Unrated(
                    "the model refused: " + Reason.of(message.path("refusal").asText(), LONGEST_REFUSAL), spent);
        }
        JsonNode rating;
        try {
            rating = JSON.readTree(unfenced(message.path("content").asText("")));
        } catch (JsonProcessingException e) {
            return new VisionJudge.Answer.Unrated("the model did not answer in JSON", spent);
        }
        JsonNode score = rating == null ? null : rating.get("score");
        if (score == null || !score.isIntegralNumber() || score.asLong() < 0 || score.asLong() > 10) {
            return new VisionJudge.Answer.Unrated("the model gave no integer from 0 to 10", spent);
        }
        return new VisionJudge.Answer.Rated(
                score.asInt(), Reason.of(rating.path("reason").asText("")), spent);
    }

    private VisionJudge.Spent spent(JsonNode usage) {
        long prompt = Math.max(0, usage.path("prompt_tokens").asLong(0));
        long completion = Math.max(0, usage.path("completion_tokens").asLong(0));
        return new VisionJudge.Spent(
                prompt,
                completion,
                (prompt * endpoint.promptPrice() + completion * endpoint.completionPrice()) / PER_MILLION);
    }

    /** Many models wrap JSON in a code fence, whatever they are told. */
    private static String unfenced(String text) {
        String stripped = text.strip();
        return stripped.startsWith("```")
                ? stripped.replaceFirst("^```[a-zA-Z]*\\s*", "").replaceFirst("\\s*```$", "")
                : stripped;
    }
}
