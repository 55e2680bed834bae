package dev.refinery.backends.s3;

import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;

/** Connects the object store that the settings name. */
public final class ConfiguredStore {
    private ConfiguredStore() {}

    /** Nothing is sent before the store's first use. */
    public static ObjectStore connect(StoreSettings settings) {
        return MinioObjectStore.connect(new S3Config(
                settings.endpoint(),
                settings.publicEndpoint().orElse(settings.endpoint()),
                settings.region(),
                settings.bucket(),
                settings.accessKey(),
                settings.secretKey()));
    }
}
