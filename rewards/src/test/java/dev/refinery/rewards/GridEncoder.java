package dev.refinery.rewards;

import dev.refinery.imaging.Raster;
import dev.refinery.imaging.Resampler;
import dev.refinery.rewards.encoder.EncoderUnavailableException;
import dev.refinery.rewards.encoder.Encoders;
import dev.refinery.rewards.encoder.PictureEncoder;
import dev.refinery.rewards.encoder.TextEncoder;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Colours of a 12 x 12 grid about mid-grey as the embedding; a text that names a colour is a picture of it. */
final class GridEncoder implements TextEncoder {
    private static final int GRID = 12;

    final AtomicInteger pictures = new AtomicInteger();
    final AtomicInteger texts = new AtomicInteger();

    @Override
    public String id() {
        return "grid@1";
    }

    @Override
    public float[] embed(Raster picture) {
        pictures.incrementAndGet();
        Raster small = Resampler.resize(picture, GRID, GRID);
        float[] out = new float[3 * GRID * GRID];
        double square = 1e-9;
        for (int i = 0; i < GRID * GRID; i++) {
            for (int c = 0; c < 3; c++) {
                out[3 * i + c] = small.sample(i % GRID, i / GRID, c) - 127.5f;
                square += out[3 * i + c] * out[3 * i + c];
            }
        }
        for (int i = 0; i < out.length; i++) {
            out[i] /= (float) Math.sqrt(square);
        }
        return out;
    }

    @Override
    public float[] embed(String text) {
        texts.incrementAndGet();
        boolean red = text.contains("red");
        return embed(Raster.filled(8, 8, red ? 255 : 0, 0, red ? 0 : 255, 255));
    }

    /** This encoder and no other. */
    Encoders only() {
        return new Encoders() {
            @Override
            public PictureEncoder pictures(String encoder, @Nullable String head) {
                return texts(encoder);
            }

            @Override
            public TextEncoder texts(String encoder) {
                if (!encoder.equals(id())) {
                    throw new EncoderUnavailableException("no bundle " + encoder);
                }
                return GridEncoder.this;
            }
        };
    }
}
