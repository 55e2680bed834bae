package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where copies of the results go, in the deployment's own store.
 *
 * @param deliveries what became of each copy; answers only
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Destination(String bucket, String prefix, List<Copy> deliveries) {
    public Destination {
        deliveries = Absent.list(deliveries);
    }

    public static Destination of(String bucket, String prefix) {
        return new Destination(bucket, prefix, List.of());
    }

    /**
     * @param index of the result
     * @param key of the copy, null when there is none
     * @param failure why there is none
     */
    public record Copy(
            int index, @Nullable String key, @Nullable String failure) {}
}
