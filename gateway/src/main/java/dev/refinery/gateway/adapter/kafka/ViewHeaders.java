package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.gateway.app.WaitingJobs;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** What every replica wants to know of every change without parsing the whole view. */
final class ViewHeaders {
    private static final String LANE = "lane";
    private static final String STATUS = "status";
    private static final String STARTED = "started";

    private ViewHeaders() {}

    static Headers of(JobView view) {
        RecordHeaders headers = new RecordHeaders();
        JobSpec spec = view.spec();
        if (spec != null) {
            headers.add(LANE, bytes(spec.lane().wireName()));
            headers.add(STATUS, bytes(view.status().wireName()));
            Instant startedAt = view.startedAt();
            if (startedAt != null) {
                headers.add(STARTED, bytes(startedAt.toString()));
            }
        }
        return headers;
    }

    /** Records of an older version have no headers and say nothing. */
    static void tell(WaitingJobs waiting, TenantId tenant, JobId job, Headers headers) {
        String lane = text(headers, LANE);
        String status = text(headers, STATUS);
        if (lane != null && status != null) {
            String started = text(headers, STARTED);
            waiting.changed(
                    tenant,
                    job,
                    Lane.parse(lane),
                    JobStatus.parse(status),
                    started == null ? null : Instant.parse(started));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
