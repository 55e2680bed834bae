package dev.refinery.worker.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.id.CandidateId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Numbers and keys that follow from what is asked for, so that every worker asks for the same. Pure. */
final class ProviderSeed {
    private ProviderSeed() {}

    /** 63 bits of a noise program under a job's seed; other programs and other jobs get other numbers. */
    static long of(NoiseProgram noise, long jobSeed) {
        byte[] digest = sha256("seed\n" + jobSeed + "\n" + json(noise));
        return ByteBuffer.wrap(digest).getLong() >>> 1;
    }

    /** One key for all attempts at a candidate. */
    static String key(CandidateId candidate, String bundleDigest, Genome genome) {
        return HexFormat.of().formatHex(sha256(candidate + "\n" + bundleDigest + "\n" + json(genome)));
    }

    private static String json(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("events hold it as JSON too", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
