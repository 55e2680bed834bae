package dev.refinery.storage;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where pictures are kept: one bucket of whole, small objects (tens of megabytes at most), each stored with the sha256 of
 * its bytes and never read without checking it.
 *
 * <p>Implementations are thread-safe. Every operation may be repeated: a repetition with the same arguments leaves the
 * store as one call does. Failures are the subtypes of {@link ObjectStoreException}.
 */
public interface ObjectStore extends AutoCloseable {

    /** Writes or overwrites. Use it where equal keys mean equal bytes, or where the last writer may win. */
    Stored put(String key, byte[] bytes, String mediaType);

    /**
     * Writes unless the key exists, atomically among all writers. Finding the same bytes there already is success, so a
     * retried or repeated publication is harmless.
     *
     * @throws AlreadyStoredDifferently the key holds other bytes; they are left as they are
     */
    Stored putOnce(String key, byte[] bytes, String mediaType) throws AlreadyStoredDifferently;

    /**
     * Reads a whole object and checks it.
     *
     * @param expectedSha256 lower-case hex; null checks against the digest stored with the object
     * @throws ObjectMissing no such key
     * @throws ObjectCorrupt the bytes hash to something else
     */
    byte[] get(String key, @Nullable String expectedSha256);

    /**
     * Reads what somebody else wrote over an {@link UploadLink}, unless there is more of it; a digest stored with it is
     * checked, but nothing vouches for that.
     *
     * @param maxBytes less than 2 GiB
     * @throws ObjectMissing no such key
     * @throws ObjectTooLarge there are more bytes; no more than {@code maxBytes} were read
     */
    byte[] getAtMost(String key, long maxBytes);

    /** What is known of an object without reading it; empty when there is none. */
    Optional<Stored> head(String key);

    /** Deletes; a key that does not exist is fine. */
    void delete(String key);

    /** A link that lets its holder read one object until it expires; the object need not exist. At most seven days. */
    URI presignGet(String key, Duration ttl);

    /**
     * A link that lets its holder write or overwrite one object until it expires: of this media type and length, as far as
     * the store holds its clients to what they signed; whoever reads the object checks again. At most seven days.
     */
    UploadLink presignPut(String key, String mediaType, long bytes, Duration ttl);

    String bucket();

    /** Creates the bucket when it does not exist. */
    void ensureBucket();

    /**
     * Everything under a prefix, in no promised order; close the stream. For the janitor's sweep and for tests only: no
     * decision depends on a listing, because stores differ in how soon it shows a write.
     */
    Stream<ListedObject> list(String prefix);

    @Override
    void close();
}
