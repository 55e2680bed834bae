package dev.refinery.gateway.adapter.web;

import dev.refinery.gateway.app.RemotePictures;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/** Downloads references over HTTP, within limits of time and bytes. */
public final class HttpPictures implements RemotePictures {
    private final GuardedHttp http;
    private final long maxBytes;

    /** @param timeout for a whole download */
    public HttpPictures(boolean allowHttp, boolean allowPrivate, Duration timeout, long maxBytes) {
        this.http = new GuardedHttp(allowHttp, allowPrivate, timeout);
        this.maxBytes = maxBytes;
    }

    @Override
    public byte[] fetch(String url, String field) {
        HttpUrl checked = http.check(url, field);
        Request request = new Request.Builder()
                .url(checked)
                .header("Accept", "image/png, image/jpeg, image/webp")
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "Refinery")
                .build();
        try (Response response = http.client().newCall(request).execute()) {
            if (response.isRedirect()) {
                throw RequestRefused.unprocessable(
                        ProblemCode.URL_REDIRECTED,
                        field,
                        "redirects elsewhere; give the address of the picture itself.");
            }
            if (!response.isSuccessful()) {
                throw RequestRefused.unprocessable(
                        ProblemCode.URL_UNREACHABLE, field, "answers " + response.code() + " instead of a picture.");
            }
            if (response.body().contentLength() > maxBytes) {
                throw tooLarge(field);
            }
            try (InputStream body = response.body().byteStream()) {
                byte[] bytes = body.readNBytes((int) maxBytes + 1);
                if (bytes.length > maxBytes) {
                    throw tooLarge(field);
                }
                return bytes;
            }
        } catch (ForbiddenAddressException e) {
            throw GuardedHttp.forbidden(field);
        } catch (IOException e) {
            if (e.getCause() instanceof ForbiddenAddressException) {
                throw GuardedHttp.forbidden(field);
            }
            throw RequestRefused.unprocessable(
                    ProblemCode.URL_UNREACHABLE,
                    field,
                    "cannot be fetched: no answer in time, or the connection failed.");
        }
    }

    private RequestRefused tooLarge(String field) {
        return RequestRefused.unprocessable(
                ProblemCode.IMAGE_TOO_LARGE,
                field,
                "serves more than " + maxBytes + " bytes, the most that is allowed.");
    }
}
