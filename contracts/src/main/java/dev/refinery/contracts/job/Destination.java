package dev.refinery.contracts.job;

import dev.refinery.contracts.Require;
import java.util.regex.Pattern;

/**
 * Where copies of a job's results are put, besides Refinery's own bucket: in another bucket of the same store.
 *
 * @param prefix of their keys, empty or ending in a slash
 */
public record Destination(String bucket, String prefix) {
    public static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    public static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9_=+@-][A-Za-z0-9._=+@-]*/)*");
    public static final int LONGEST_PREFIX = 300;

    public Destination {
        Require.matches(bucket, BUCKET, "destination.bucket");
        Require.that(
                prefix.length() <= LONGEST_PREFIX && PREFIX.matcher(prefix).matches(),
                "destination.prefix",
                "must be at most " + LONGEST_PREFIX
                        + " characters: folders of letters, digits and any of . _ = + @ -, each"
                        + " ending in a slash");
    }
}
