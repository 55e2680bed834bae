package dev.refinery.scorer.adapter.s3;

import dev.refinery.scorer.config.StoreSettings;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;

/** Connects the object store. */
public final class Pictures {
    private Pictures() {}

    public static ObjectStore connect(StoreSettings settings) {
        return MinioObjectStore.connect(new S3Config(
                settings.endpoint(), settings.region(), settings.bucket(), settings.accessKey(), settings.secretKey()));
    }
}
