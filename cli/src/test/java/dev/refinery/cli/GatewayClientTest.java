package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.client.EventOptions;
import dev.refinery.client.JobEvents;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayClientTest {
    @Test
    void theKeyGoesToTheGatewayAndToNobodyElse() throws Exception {
        try (FakeGateway ours = new FakeGateway(List.of("{\"type\":\"job.canceled\"}"), 99);
                FakeGateway stranger = new FakeGateway(List.of(), 99);
                GatewayClient client = new GatewayClient(ours.address(), "rfk_x_y")) {
            client.job(FakeGateway.JOB);
            client.download("/v1/jobs/x/results/0");
            try (JobEvents events = client.events(FakeGateway.JOB, EventOptions.FROM_THE_FIRST)) {
                assertThat(events.next().type()).isEqualTo("job.canceled");
            }
            assertThat(ours.authorized).containsExactly("Bearer rfk_x_y", "Bearer rfk_x_y", "Bearer rfk_x_y");

            client.download(stranger.address().resolve("/v1/jobs/x/results/0").toString());
            assertThat(stranger.authorized).containsExactly("none");
        }
    }

    @Test
    void withoutAKeyNothingIsSent() throws Exception {
        try (FakeGateway ours = new FakeGateway(List.of(), 99);
                GatewayClient client = new GatewayClient(ours.address(), null)) {
            client.job(FakeGateway.JOB);
            assertThat(ours.authorized).containsExactly("none");
        }
    }
}
