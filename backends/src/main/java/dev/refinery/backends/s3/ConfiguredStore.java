package dev.refinery.backends.s3;

import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;

/** Connects the object store that the settings name. */
public final class ConfiguredStore {
    private ConfiguredStore() {}

    /**
     * Nothing is sent before the store's first use.
     *
     * @throws IllegalArgumentException the file of certificate authorities is of no use
     */
    public static ObjectStore connect(StoreSettings settings) {
        return connect(settings, settings.bucket());
    }

    /** The same store over another bucket. */
    public static ObjectStore connect(StoreSettings settings, String bucket) {
        return MinioObjectStore.connect(new S3Config(
                settings.endpoint(),
                settings.publicEndpoint().orElse(settings.endpoint()),
                settings.region(),
                bucket,
                settings.accessKey(),
                settings.secretKey(),
                settings.certificateAuthorities().orElse(null)));
    }
}
