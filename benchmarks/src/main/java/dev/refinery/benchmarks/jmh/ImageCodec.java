package dev.refinery.benchmarks.jmh;

import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageNormalizer;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.imaging.Resampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A photograph of the samples to bytes and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ImageCodec {
    @Param({"384", "1024"})
    public int side;

    private Raster picture = Raster.filled(1, 1, 0, 0, 0, 255);
    private byte[] grey = {};
    private byte[] png = {};
    private byte[] jpeg = {};
    private byte[] webp = {};

    @Setup
    public void read() throws IOException, ImageRejectedException {
        Path photo = Path.of(System.getProperty("refinery.root", "."), "samples/scenes/lakeside.jpg");
        picture =
                Resampler.resize(ImageNormalizer.normalize(Files.readAllBytes(photo), ImageLimits.DEFAULT), side, side);
        grey = new byte[side * side];
        for (int i = 0; i < grey.length; i++) {
            // A mask: mostly one or the other, with a soft edge.
            grey[i] = (byte) Math.max(0, Math.min(255, 4 * (i % side - side / 3)));
        }
        png = ImageEncoder.png(picture);
        jpeg = ImageEncoder.encode(picture, "image/jpeg", 0.9);
        webp = ImageEncoder.encode(picture, "image/webp", 0.9);
    }

    @Benchmark
    public byte[] encodePng() {
        return ImageEncoder.png(picture);
    }

    @Benchmark
    public byte[] encodeMask() {
        return ImageEncoder.grayPng(grey, side, side);
    }

    @Benchmark
    public byte[] encodeJpeg() {
        return ImageEncoder.encode(picture, "image/jpeg", 0.9);
    }

    @Benchmark
    public byte[] encodeWebp() {
        return ImageEncoder.encode(picture, "image/webp", 0.9);
    }

    @Benchmark
    public Raster decodePng() throws ImageRejectedException {
        return ImageDecoder.decode(png, ImageLimits.DEFAULT);
    }

    @Benchmark
    public Raster decodeJpeg() throws ImageRejectedException {
        return ImageDecoder.decode(jpeg, ImageLimits.DEFAULT);
    }

    @Benchmark
    public Raster decodeWebp() throws ImageRejectedException {
        return ImageDecoder.decode(webp, ImageLimits.DEFAULT);
    }
}
