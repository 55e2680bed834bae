package dev.refinery.gateway.domain.edits;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A multipart request for an edit, without the bytes of its files.
 *
 * @param fields text fields by name, each with its values in order
 * @param images file names in the order in which the images were sent; an element is empty when it had none
 * @param maskAsset id of the asset that says where the first image's subject is; null = no mask was sent
 */
public record EditForm(
        Map<String, List<String>> fields,
        List<String> images,
        @Nullable String maskAsset) {
    public EditForm {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        images = List.copyOf(images);
    }

    /** Name of the part under which the job finds the image of that position. */
    public static String partOf(int image) {
        return "image[" + image + "]";
    }
}
