package dev.refinery.gateway.adapter.http;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.JobId;
import dev.refinery.gateway.app.JobSubmission;
import dev.refinery.gateway.config.GatewaySettings;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the parts of requests that all resources share. */
@Singleton
public class Requests {
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=([0-9]{1,4})(?:$|[,;\\s])");
    private static final int LONGEST_WAIT = 60;
    private static final int LONGEST_KEY = 255;
    private static final int LONGEST_PAGE = 100;

    private final Optional<String> publicUrl;

    Requests(GatewaySettings settings) {
        this.publicUrl = settings.publicUrl();
    }

    JobLinks links(UriInfo request) {
        return new JobLinks(
                publicUrl.orElseGet(() -> request.getBaseUri().resolve("/").toString()));
    }

    static JobId jobId(String text) {
        try {
            return JobId.parse(text);
        } catch (InvalidValueException e) {
            throw unknownJob(text);
        }
    }

    static RequestRefused unknownJob(String id) {
        return RequestRefused.notFound(ProblemCode.UNKNOWN_JOB, "There is no job " + id + ".");
    }

    /** @param fingerprint over everything that the client sent; asked for only when there is a key */
    static JobSubmission.@Nullable Key key(@Nullable String key, Supplier<String> fingerprint) {
        if (key == null) {
            return null;
        }
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw RequestRefused.malformed(
                    ProblemCode.INVALID_IDEMPOTENCY_KEY,
                    "Idempotency-Key",
                    "must be 1 to " + LONGEST_KEY + " characters");
        }
        return new JobSubmission.Key(key, fingerprint.get());
    }

    /** {@code Prefer: wait=N} of RFC 7240, at most 60 seconds. */
    static Optional<Duration> wait(@Nullable String prefer) {
        if (prefer == null) {
            return Optional.empty();
        }
        Matcher matcher = WAIT.matcher(prefer);
        return matcher.find()
                ? Optional.of(Duration.ofSeconds(Math.min(LONGEST_WAIT, Integer.parseInt(matcher.group(1)))))
                : Optional.empty();
    }

    /** @throws RequestRefused 400 {@code invalid_query} */
    static int pageSize(String limit) {
        if (!limit.matches("[0-9]{1,3}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > LONGEST_PAGE) {
            throw RequestRefused.malformed(ProblemCode.INVALID_QUERY, "limit", "must be between 1 and " + LONGEST_PAGE);
        }
        return Integer.parseInt(limit);
    }

    /** @throws RequestRefused 413 beyond {@code maxBytes} */
    static byte[] read(InputStream body, long maxBytes) {
        try {
            byte[] bytes = body.readNBytes((int) maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw tooLarge(maxBytes);
            }
            return bytes;
        } catch (IOException e) {
            throw RequestRefused.malformed(ProblemCode.INCOMPLETE_BODY, null, "The body broke off before its end.");
        }
    }

    /** {@code ?name}, {@code ?name=true}, but not {@code ?name=false}; a bare name is no query parameter to the framework. */
    static boolean flag(UriInfo request, String name) {
        String query = request.getRequestUri().getRawQuery();
        if (query == null) {
            return false;
        }
        return Arrays.stream(query.split("&"))
                .anyMatch(p -> p.equals(name) || (p.startsWith(name + "=") && !p.equals(name + "=false")));
    }

    /** Writes the body to a file, which the caller deletes. */
    static void spool(InputStream body, Path file, long maxBytes) {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            long total = 0;
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                total += n;
                if (total > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw RequestRefused.malformed(ProblemCode.INCOMPLETE_BODY, null, "The body broke off before its end.");
        }
    }

    static RequestRefused tooLarge(long maxBytes) {
        return new RequestRefused(Problem.of(
                413, ProblemCode.BODY_TOO_LARGE, null, "The body is too large; at most " + maxBytes + " bytes."));
    }
}
