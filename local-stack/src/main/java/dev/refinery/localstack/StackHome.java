package dev.refinery.localstack;

import java.nio.file.Path;

/**
 * Where a local stack keeps what must survive it: one folder, one stack at a time.
 *
 * @param folder absolute; by default {@code .refinery} in the checkout
 */
public record StackHome(Path folder) {
    public StackHome {
        folder = folder.toAbsolutePath().normalize();
    }

    /** The folder that the launcher names, else {@code .refinery} in the checkout. */
    public static StackHome find(Path checkout) {
        String named = System.getProperty("refinery.home");
        return new StackHome(named == null ? checkout.resolve(".refinery") : Path.of(named));
    }

    public Path kafka() {
        return folder.resolve("kafka");
    }

    public Path s3() {
        return folder.resolve("s3");
    }

    public Path logs() {
        return folder.resolve("logs");
    }

    /** The log of one service. */
    public Path log(String service) {
        return logs().resolve(service + ".log");
    }

    /** What a service keeps between its runs. */
    public Path state(String service) {
        return folder.resolve("state").resolve(service);
    }

    /** Process ids, ports, address and credentials of the running stack; owner-only, absent when nothing runs. */
    public Path stackFile() {
        return folder.resolve("stack.json");
    }

    /** The PEM file of the public key that results can be verified with; absent before the first start. */
    public Path provenancePublicKeyFile() {
        return folder.resolve("provenance-key.pub.pem");
    }

    /** The PEM file of the private half; owner-only. */
    Path provenanceKeyFile() {
        return folder.resolve("provenance-key.pem");
    }

    Path lockFile() {
        return folder.resolve("lock");
    }

    Path webhookSecretFile() {
        return folder.resolve("webhook-secret");
    }

    Path webhookKeyFile() {
        return folder.resolve("webhook-key");
    }
}
