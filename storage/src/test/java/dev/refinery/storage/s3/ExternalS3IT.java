package dev.refinery.storage.s3;

import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract against any S3 store: set {@code REFINERY_TEST_S3_ENDPOINT}, {@code _ACCESS_KEY}, {@code _SECRET_KEY}, and
 * {@code _BUCKET}, {@code _REGION} where they are not {@code refinery-test}, {@code us-east-1}.
 */
class ExternalS3IT extends ObjectStoreContract {
    private static ObjectStore store;

    @BeforeAll
    static void connect() {
        String endpoint = System.getenv("REFINERY_TEST_S3_ENDPOINT");
        Assumptions.assumeTrue(endpoint != null, "no other S3 store to test: REFINERY_TEST_S3_ENDPOINT is not set");
        store = MinioObjectStore.connect(new S3Config(
                URI.create(endpoint),
                setting("REGION", "us-east-1"),
                setting("BUCKET", "refinery-test"),
                setting("ACCESS_KEY", ""),
                setting("SECRET_KEY", "")));
        store.ensureBucket();
    }

    @AfterAll
    static void disconnect() {
        if (store != null) {
            store.close();
        }
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    private static String setting(String name, String otherwise) {
        return System.getenv().getOrDefault("REFINERY_TEST_S3_" + name, otherwise);
    }
}
