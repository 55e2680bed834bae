package dev.refinery.cli;

import dev.refinery.contracts.job.ImageRef;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageNormalizer;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A picture on disk with its pixels, normalised as the gateway does with an upload. */
record PictureFile(Path path, String sha256, Raster pixels) {
    /** What the gateway keeps of an upload. */
    private static final int LONG_SIDE = 2048;

    /** @throws CliException when it cannot be read or is no picture */
    static PictureFile of(Path path) {
        return of(path, bytes(path));
    }

    static PictureFile of(Path path, byte[] bytes) {
        try {
            return new PictureFile(
                    path, LayoutFile.digest(bytes), ImageNormalizer.normalize(bytes, ImageLimits.DEFAULT, LONG_SIDE));
        } catch (ImageRejectedException e) {
            throw new CliException(path + " " + e.getMessage(), e);
        }
    }

    static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new CliException(path + " does not exist.", e);
        } catch (IOException e) {
            throw new CliException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    ImageRef ref() {
        return new ImageRef("local", sha256, sha256, "image/png", pixels.width(), pixels.height());
    }
}
