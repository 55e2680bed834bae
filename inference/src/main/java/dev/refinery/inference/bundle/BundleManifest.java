package dev.refinery.inference.bundle;

import dev.refinery.contracts.Require;
import dev.refinery.contracts.job.Role;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code bundle.json}: what a generator is, takes and can vary. See docs/bundles.md.
 *
 * @param schema version of this document's form, 1
 * @param kind which program drives the modules; {@link #COMPOSITOR} is the one known here
 * @param roles which roles it honours and how many references of each; a role that is absent is ignored, never faked
 * @param guidance allowed log guidance per reference
 * @param encodedTensors tensors that {@code encode} gives for each reference
 * @param modules TorchScript files by part; {@code main} is required
 * @param files every file of the bundle with its sha256
 */
public record BundleManifest(
        int schema,
        String name,
        String version,
        String kind,
        String description,
        String license,
        Map<Role, RoleLimit> roles,
        Preview preview,
        Sizes sizes,
        Latents latents,
        Range guidance,
        int encodedTensors,
        Map<String, String> modules,
        List<FileEntry> files) {
    public static final int SCHEMA = 1;
    public static final String COMPOSITOR = "compositor";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,39}");
    private static final Pattern HEX_256 = Pattern.compile("[0-9a-f]{64}");

    public BundleManifest {
        Require.between(schema, SCHEMA, SCHEMA, "schema");
        Require.matches(name, NAME, "name");
        Require.matches(version, NAME, "version");
        Require.text(kind, "kind", 40);
        roles = Map.copyOf(roles);
        modules = Map.copyOf(modules);
        files = List.copyOf(files);
        Require.that(roles.containsKey(Role.SUBJECT), "roles", "must include subject");
        Require.between(encodedTensors, 1, 64, "encodedTensors");
        Require.that(modules.containsKey("main"), "modules", "must name the main module");
        for (Map.Entry<String, String> module : modules.entrySet()) {
            Require.that(
                    files.stream().anyMatch(f -> f.path().equals(module.getValue())),
                    "modules." + module.getKey(),
                    "must be listed in files");
        }
    }

    /** {@code name@version}, as jobs name it. */
    public String id() {
        return name + "@" + version;
    }

    /** @param required null = no */
    public record RoleLimit(int max, @Nullable Boolean required) {
        public RoleLimit {
            Require.between(max, 1, 64, "roles.max");
        }
    }

    /** @param longSide pixels of a preview's longer side */
    public record Preview(int longSide) {
        public Preview {
            Require.between(longSide, 64, 2048, "preview.longSide");
        }
    }

    /** Pixels of either side. */
    public record Sizes(int min, int max) {
        public Sizes {
            Require.that(min >= 16 && min <= max && max <= 4096, "sizes", "must be 16 <= min <= max <= 4096");
        }
    }

    /** Log guidance, 0 is neutral. */
    public record Range(double min, double max) {
        public Range {
            Require.that(min <= 0 && max >= 0, "guidance", "must contain 0");
        }

        public double clamp(double value) {
            return Math.max(min, Math.min(max, value));
        }
    }

    /** z ~ N(0, I) of this length; groups may overlap. */
    public record Latents(int length, List<Group> groups) {
        public Latents {
            Require.between(length, 1, 1 << 24, "latents.length");
            groups = List.copyOf(groups);
            for (Group group : groups) {
                for (int index : group.latents()) {
                    Require.between(index, 0, length - 1, "latents.groups." + group.name());
                }
            }
        }
    }

    /**
     * Latents that move one effect on one reference: either {@code indices} or the half-open range
     * {@code [from, to)}.
     *
     * @param slot which reference of the role, counted in the order of the job, null = all
     */
    public record Group(
            String name,
            String effect,
            Role role,
            @Nullable Integer slot,
            @Nullable Integer from,
            @Nullable Integer to,
            @Nullable List<Integer> indices) {
        public Group {
            Require.text(name, "latents.groups.name", 80);
            Require.text(effect, "latents.groups.effect", 80);
            boolean range = from != null && to != null && from < to;
            Require.that(
                    indices != null ? from == null && to == null && !indices.isEmpty() : range,
                    "latents.groups." + name,
                    "must have indices, or from < to");
            indices = indices == null ? null : List.copyOf(indices);
        }

        /** The latents, ascending for a range, as written for indices. */
        public List<Integer> latents() {
            if (indices != null) {
                return indices;
            }
            int first = from == null ? 0 : from;
            int end = to == null ? 0 : to;
            return java.util.stream.IntStream.range(first, end).boxed().toList();
        }
    }

    /** @param path relative to the bundle's folder, with forward slashes */
    public record FileEntry(String path, String sha256, long bytes) {
        public FileEntry {
            Require.text(path, "files.path", 200);
            Require.matches(sha256, HEX_256, "files.sha256");
            Require.that(bytes >= 0, "files.bytes", "must not be negative");
        }
    }
}
