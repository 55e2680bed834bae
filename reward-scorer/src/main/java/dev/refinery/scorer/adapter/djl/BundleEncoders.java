package dev.refinery.scorer.adapter.djl;

import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.bundle.BundleRejectedException;
import dev.refinery.inference.bundle.EncoderBundle;
import dev.refinery.inference.bundle.EncoderManifest;
import dev.refinery.inference.runtime.EncoderRuntime;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.rewards.encoder.EncoderUnavailableException;
import dev.refinery.rewards.encoder.Encoders;
import dev.refinery.rewards.encoder.PictureEncoder;
import dev.refinery.rewards.encoder.TextEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The encoder bundles under a folder {@code <name>/<version>}, each loaded when a policy first names it and tried on one
 * picture then. Thread-safe. Close it after the last judgement.
 */
public final class BundleEncoders implements Encoders, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BundleEncoders.class);

    private final Path folder;
    private final AllowedBundles allowed;
    private final RuntimeOptions options;
    private final Map<String, EncoderRuntime> runtimes = new HashMap<>();

    public BundleEncoders(Path folder, AllowedBundles allowed, RuntimeOptions options) {
        this.folder = folder;
        this.allowed = allowed;
        this.options = options;
    }

    @Override
    public PictureEncoder pictures(String encoder, @Nullable String head) {
        EncoderRuntime runtime = runtime(encoder);
        List<String> heads = runtime.bundle().manifest().picture().heads();
        if (head != null && !heads.contains(head)) {
            throw new EncoderUnavailableException(
                    "encoder " + encoder + " has no head " + head + ": name one of " + heads);
        }
        return new LoadedEncoder(runtime, head == null ? heads.getFirst() : head);
    }

    @Override
    public TextEncoder texts(String encoder) {
        EncoderRuntime runtime = runtime(encoder);
        EncoderManifest manifest = runtime.bundle().manifest();
        if (manifest.text() == null) {
            throw new EncoderUnavailableException(
                    "encoder " + encoder + " knows no texts: judge the prompt by one that does, docs/encoders.md");
        }
        try {
            runtime.loadTexts();
        } catch (IOException e) {
            throw new EncoderUnavailableException(
                    "encoder " + encoder + " does not load its texts: " + e.getMessage(), e);
        }
        return new LoadedEncoder(runtime, manifest.picture().heads().getFirst());
    }

    private synchronized EncoderRuntime runtime(String encoder) {
        EncoderRuntime known = runtimes.get(encoder);
        if (known != null) {
            return known;
        }
        EncoderRuntime loaded = load(encoder);
        runtimes.put(encoder, loaded);
        return loaded;
    }

    private EncoderRuntime load(String encoder) {
        Path home = folder.resolve(encoder.replace('@', '/'));
        if (!Files.isDirectory(home)) {
            throw new EncoderUnavailableException("encoder " + encoder + " is missing: there is no folder "
                    + home.toAbsolutePath()
                    + ". Export it with bundles/export/export_encoder.py (docs/encoders.md), set"
                    + " refinery.bundles.path, or take the policy that names it out of refinery.scorer.policies");
        }
        try {
            EncoderBundle bundle = EncoderBundle.open(home);
            allowed.check(encoder, bundle.digest());
            if (!bundle.manifest().id().equals(encoder)) {
                throw new EncoderUnavailableException(
                        home + " holds " + bundle.manifest().id() + ", not " + encoder + ": rename the folder");
            }
            EncoderRuntime runtime = EncoderRuntime.load(bundle, options);
            try {
                runtime.embed(
                        bundle.manifest().picture().heads().getFirst(),
                        List.of(Raster.filled(64, 48, 90, 120, 150, 255)));
            } catch (RuntimeException e) {
                runtime.close();
                throw new EncoderUnavailableException("encoder " + encoder + " fails: " + e.getMessage(), e);
            }
            LOG.infof("encoder ready: encoder=%s digest=%s", encoder, bundle.digest());
            return runtime;
        } catch (BundleRejectedException e) {
            throw new EncoderUnavailableException(
                    "encoder " + encoder + " refused (" + e.code() + "): " + e.getMessage(), e);
        } catch (IOException e) {
            throw new EncoderUnavailableException("encoder " + encoder + " does not load: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        runtimes.values().forEach(EncoderRuntime::close);
    }

    private record LoadedEncoder(EncoderRuntime runtime, String head) implements TextEncoder {
        @Override
        public String id() {
            return runtime.bundle().manifest().id();
        }

        @Override
        public float[] embed(Raster picture) {
            return runtime.embed(head, List.of(picture)).getFirst();
        }

        @Override
        public float[] embed(String text) {
            return runtime.embed(text);
        }
    }
}
