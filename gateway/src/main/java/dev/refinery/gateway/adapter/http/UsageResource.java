package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.gateway.app.UsageBook;
import dev.refinery.gateway.domain.usage.UsageReport;
import dev.refinery.gateway.domain.usage.UsageReport.Query;
import dev.refinery.gateway.domain.usage.UsageSums;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the tenant used. */
@Path("/v1/usage")
@Tag(name = "usage")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class UsageResource {
    private final UsageBook book;
    private final TenantResolver tenants;
    private final Clock clock;

    UsageResource(UsageBook book, TenantResolver tenants, Clock clock) {
        this.book = book;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** Sums of some days, of all policies or one. */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "UsageRow")
    public record Row(
            @Nullable LocalDate day,
            @Nullable String policy,
            long jobs,
            long accepted,
            long belowGate,
            long failed,
            long canceled,
            long expired,
            long candidates,
            double deviceSeconds,
            long bytes,
            @Nullable Double providerDollars) {
        static Row of(@Nullable LocalDate day, @Nullable String policy, UsageSums sums) {
            return new Row(
                    day,
                    policy,
                    sums.jobs(),
                    sums.accepted(),
                    sums.belowGate(),
                    sums.failed(),
                    sums.canceled(),
                    sums.expired(),
                    sums.candidates(),
                    sums.deviceMicros() / 1e6,
                    sums.bytes(),
                    sums.price());
        }
    }

    @Schema(name = "Usage")
    public record Usage(LocalDate from, LocalDate to, List<Row> usage, Row total) {}

    @GET
    @Operation(
            operationId = "getUsage",
            summary = "Look at what was used",
            description = "Days are UTC and both inclusive; from the first of the month to today when they are absent."
                    + " group_by is day (the default), policy, or day,policy.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Usage.class)))
    public Usage usage(
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("group_by") @Nullable String groupBy) {
        LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(clock.millis()), ZoneOffset.UTC);
        Query query = Query.parse(from, to, groupBy, today);
        UsageReport report = UsageReport.of(query, book.read(tenants.current(), query.from(), query.to()));
        return new Usage(
                query.from(),
                query.to(),
                report.groups().stream()
                        .map(g -> Row.of(g.day(), g.policy(), g.sums()))
                        .toList(),
                Row.of(null, null, report.total()));
    }
}
