package dev.refinery.gateway.domain;

import java.util.Collections;
import java.util.List;

/**
 * What was read of a batch's file, which lies in the object store in parts.
 *
 * @param lines that are not blank
 * @param items lines that are jobs, numbered from 0 in the order of the file
 * @param parts number of the first item of each part
 * @param errorParts parts that hold what is wrong with the other lines
 */
public record BatchInput(int lines, int items, List<Integer> parts, int errorParts) {
    public BatchInput {
        parts = List.copyOf(parts);
    }

    public int invalid() {
        return lines - items;
    }

    /** The part that holds an item. */
    public int partOf(int item) {
        int found = Collections.binarySearch(parts, item);
        return found >= 0 ? found : -found - 2;
    }
}
