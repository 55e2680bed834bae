package dev.refinery.audit;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.JobId;
import dev.refinery.localstack.BackendFinder;
import dev.refinery.localstack.StackHome;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the log, the store and the bundles are.
 *
 * @param root the checkout
 */
record Place(Path root, BackendFinder backends) {
    static Place find() {
        Path root = Path.of(System.getProperty("refinery.root", "."));
        return new Place(root, new BackendFinder(StackHome.find(root), System.getenv()));
    }

    static JobId job(String text) {
        try {
            return JobId.parse(text);
        } catch (InvalidValueException e) {
            throw new AuditFailure(text + " is not a job's id: ids are UUIDs, as ./refinery status shows them");
        }
    }

    /** @param named by the user; null = not named */
    String bootstrap(@Nullable String named) {
        return backends.kafka(named);
    }

    /** @param bucket as the job's pictures name it */
    ObjectStore store(String bucket) {
        BackendFinder.Store store = backends.store();
        return MinioObjectStore.connect(
                new S3Config(store.endpoint(), store.region(), bucket, store.accessKey(), store.secretKey()));
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
}
