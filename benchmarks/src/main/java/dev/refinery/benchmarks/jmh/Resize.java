package dev.refinery.benchmarks.jmh;

import dev.refinery.imaging.Raster;
import dev.refinery.imaging.Resampler;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The worker's and the scorer's resampler: area averages down, cubic up. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Resize {
    @Param({"2048-384", "1024-384", "768-256", "384-768", "384-1024"})
    public String sides = "";

    private Raster picture = Raster.filled(1, 1, 0, 0, 0, 255);
    private int to;

    @Setup
    public void draw() {
        String[] both = sides.split("-", 2);
        int from = Integer.parseInt(both[0]);
        to = Integer.parseInt(both[1]);
        byte[] rgba = new byte[4 * from * from];
        for (int i = 0; i < rgba.length; i++) {
            rgba[i] = (byte) ((i & 3) == 3 ? 255 : (i * 31) >> 5);
        }
        picture = Raster.of(from, from, rgba);
    }

    @Benchmark
    public Raster resize() {
        return Resampler.resize(picture, to, to);
    }
}
