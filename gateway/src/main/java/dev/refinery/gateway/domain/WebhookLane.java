package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.storage.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * One receiver's queue, with limits of its own. An endpoint's lane bears the digits of its id; a job's own webhook goes by
 * tenant and address.
 */
public record WebhookLane(@JsonValue String digits) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{24}");

    @JsonCreator
    public WebhookLane {
        if (!FORM.matcher(digits).matches()) {
            throw new InvalidValueException("lane", "must be 24 hex digits");
        }
    }

    public static WebhookLane of(EndpointId endpoint) {
        return new WebhookLane(endpoint.value().substring(3));
    }

    public static WebhookLane of(TenantId tenant, String url) {
        return new WebhookLane(Sha256.hex((tenant + " " + url).getBytes(StandardCharsets.UTF_8))
                .substring(0, 24));
    }

    @Override
    public String toString() {
        return digits;
    }
}
