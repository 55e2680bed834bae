package dev.refinery.audit;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.JobId;
import dev.refinery.localstack.EmbeddedS3;
import dev.refinery.localstack.StackHome;
import dev.refinery.localstack.StackState;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the log, the store and the bundles are: the local stack's unless others are named. */
record Place(Path root, Path home, Map<String, String> environment) {
    static Place find() {
        Path root = Path.of(System.getProperty("refinery.root", "."));
        return new Place(
                root,
                Path.of(System.getProperty(
                        "refinery.home", root.resolve(".refinery").toString())),
                System.getenv());
    }

    static JobId job(String text) {
        try {
            return JobId.parse(text);
        } catch (InvalidValueException e) {
            throw new AuditFailure(text + " is not a job's id: ids are UUIDs, as ./refinery status shows them");
        }
    }

    String bootstrap(@Nullable String named) {
        return named != null
                ? named
                : stack().map(StackState::kafka).orElseThrow(() -> nothingRuns("--bootstrap HOST:PORT"));
    }

    /** The store by the settings that the apps have too, else the local stack's. */
    ObjectStore store(String bucket) {
        String endpoint = environment.get("REFINERY_S3_ENDPOINT");
        if (endpoint != null) {
            return MinioObjectStore.connect(new S3Config(
                    URI.create(endpoint),
                    environment.getOrDefault("REFINERY_S3_REGION", EmbeddedS3.REGION),
                    bucket,
                    environment.getOrDefault("REFINERY_S3_ACCESS_KEY", ""),
                    environment.getOrDefault("REFINERY_S3_SECRET_KEY", "")));
        }
        StackState stack = stack().orElseThrow(() -> nothingRuns("REFINERY_S3_ENDPOINT"));
        return MinioObjectStore.connect(
                new S3Config(stack.s3(), EmbeddedS3.REGION, bucket, stack.s3AccessKey(), stack.s3SecretKey()));
    }

    /** @param model {@code name@version} */
    Path bundle(String model) {
        Path folder = root.resolve("bundles").resolve(model.replace('@', '/'));
        if (!Files.isRegularFile(folder.resolve("bundle.json"))) {
            throw new AuditFailure("the job's bundle " + model + " is not in " + folder);
        }
        return folder;
    }

    GeneratorProfile profile(String model) {
        try {
            return GeneratorProfile.ofManifest(Files.readAllBytes(bundle(model).resolve("bundle.json")));
        } catch (IOException | InvalidValueException e) {
            throw new AuditFailure("cannot read the manifest of " + model + ": " + e.getMessage(), e);
        }
    }

    private Optional<StackState> stack() {
        return StackState.read(new StackHome(home)).filter(StackState::alive);
    }

    private AuditFailure nothingRuns(String instead) {
        return new AuditFailure(
                "no stack runs in " + home + ": start it with ./refinery up, or name another with " + instead);
    }
}
