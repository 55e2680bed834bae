package dev.refinery.gateway.domain.edits;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What file names say of images: how the prompt may call them, and what they are for. */
final class ImageNames {
    private ImageNames() {}

    /**
     * A distinct name for each: the file's name without its ending where that is a reference's name and no other file has
     * it, else {@code imageN}, counted from 1.
     */
    static List<String> of(List<String> files) {
        List<String> stems = files.stream().map(ImageNames::stem).toList();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < stems.size(); i++) {
            String stem = stems.get(i);
            boolean usable = Reference.NAME.matcher(stem).matches() && Collections.frequency(stems, stem) == 1;
            names.add(usable ? stem : free("image" + (i + 1), stems));
        }
        return names;
    }

    private static String free(String wanted, List<String> taken) {
        String name = wanted;
        while (taken.contains(name)) {
            name += "-";
        }
        return name;
    }

    /** The role that a file's name begins with, as in {@code background-2.jpg}; else subject. */
    static Role role(String file) {
        try {
            return Role.parse(stem(file).toLowerCase(Locale.ROOT).split("[^a-z]", 2)[0]);
        } catch (InvalidValueException e) {
            return Role.SUBJECT;
        }
    }

    static String baseName(String file) {
        return file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    }

    private static String stem(String file) {
        String base = baseName(file);
        int dot = base.lastIndexOf('.');
        return dot > 0 ? base.substring(0, dot) : base;
    }
}
