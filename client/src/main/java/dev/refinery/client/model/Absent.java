package dev.refinery.client.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON leaves out what is empty; a record does not. */
final class Absent {
    private Absent() {}

    static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    static <V> Map<String, V> map(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : Map.copyOf(map);
    }
}
