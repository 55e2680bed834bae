package dev.refinery.client;

import dev.refinery.client.Transport.Answer;
import dev.refinery.client.model.Policy;
import dev.refinery.client.model.PolicyDocument;
import dev.refinery.client.model.PublishedPolicy;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reward policies. Thread-safe. */
public final class Policies {
    private static final String PATH = "/v1/policies";

    private final Transport transport;
    private final Routes routes;

    private record PolicyList(List<Policy> policies) {}

    Policies(Transport transport, Routes routes) {
        this.transport = transport;
        this.routes = routes;
    }

    /** Those that jobs may name, the default first. */
    public List<Policy> list() {
        return List.copyOf(transport.read(routes.get(PATH), PolicyList.class).policies());
    }

    /** @param policy {@code NAME@VERSION} */
    public PolicyDocument get(String policy) {
        Answer<String> answer =
                transport.send(routes.get(PATH + "/{}", policy), BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new PolicyDocument(answer.required(), answer.header("ETag").replace("\"", ""));
    }

    /** Publishes a document once and for all; the same document again is harmless, another is refused with {@code policy_exists}. */
    public PublishedPolicy publish(String policy, Content yaml) {
        return transport.read(
                routes.call("PUT", PATH + "/{}", policy).with(yaml).repeatedly(), PublishedPolicy.class);
    }
}
