package dev.refinery.gateway.app.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.gateway.domain.BatchInput;
import dev.refinery.gateway.domain.BatchLine;
import dev.refinery.gateway.domain.BatchLineReader;
import dev.refinery.gateway.domain.JobRequestReader;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchIntakeTest {
    private static final TenantId TENANT = TenantId.DEFAULT;
    private static final int MAX_LINE = 2_000;
    private final BatchId id = BatchId.of(Instant.parse("2026-11-25T15:00:00Z"), 7);
    private final BatchFiles files = new BatchFiles(new InMemoryObjectStore(Clock.systemUTC()));
    private final BatchIntake intake = new BatchIntake(
            new BatchLineReader(new JobRequestReader(new LinkedHashSet<>(List.of("compositor@1")), "catalog@1")),
            files,
            MAX_LINE,
            20_000);

    private static String line(String customId) {
        return "{\"custom_id\":\"" + customId + "\",\"body\":{\"references\":[{\"name\":\"mug\",\"role\":\"subject\","
                + "\"asset\":\"ast_" + "a".repeat(64) + "\"}]}}\n";
    }

    private BatchInput read(String text) {
        return intake.read(TENANT, id, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void manyLinesBecomePartsInWhichEachItemIsFound() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append(line("sku-" + i));
        }
        BatchInput input = read(text.toString());
        assertThat(input.items()).isEqualTo(10_000);
        assertThat(input.invalid()).isZero();
        assertThat(input.parts()).hasSize(20).startsWith(0, 500, 1000);
        Batch batch = Batch.created(id, TENANT, input, false);
        for (int item : List.of(0, 499, 500, 7_321, 9_999)) {
            int part = input.partOf(item);
            BatchLine.Item found =
                    files.items(batch, part).get(item - input.parts().get(part));
            assertThat(found.customId()).isEqualTo("sku-" + item);
            assertThat(found.line()).isEqualTo(item + 1);
        }
    }

    @Test
    void badLinesAreToldByNumberAndDoNotStopTheOthers() {
        BatchInput input = read(line("a") + "\n  \r\n" + line("a") + "{broken\n" + "x".repeat(MAX_LINE + 1) + "\n"
                + line("b").strip());
        assertThat(input.lines()).isEqualTo(5);
        assertThat(input.items()).isEqualTo(2);
        Batch batch = Batch.created(id, TENANT, input, false);
        assertThat(batch.counts().failed()).isEqualTo(3);
        assertThat(files.items(batch, 0)).extracting(BatchLine.Item::customId).containsExactly("a", "b");
        assertThat(files.errors(batch, 0))
                .extracting(e -> e.line() + " " + e.error().code().wireName())
                .containsExactly("4 duplicate_custom_id", "5 malformed_json", "6 body_too_large");
    }

    @Test
    void aFileWithoutAnyJobMakesABatchThatFailed() {
        Batch batch = Batch.created(id, TENANT, read("{}\n"), false);
        assertThat(batch.status().wireName()).isEqualTo("failed");
        assertThat(batch.failure()).contains("error file");
    }

    @Test
    void refusesWhatIsNoFileOfJobs() {
        assertThatThrownBy(() -> read(" \n\n"))
                .isInstanceOfSatisfying(
                        RequestRefused.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.EMPTY_BATCH));
        assertThatThrownBy(() -> read("{}\n".repeat(20_001)))
                .isInstanceOfSatisfying(
                        RequestRefused.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.BATCH_TOO_LARGE));
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        };
        assertThatThrownBy(() -> intake.read(TENANT, id, broken))
                .isInstanceOfSatisfying(
                        RequestRefused.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.INCOMPLETE_BODY));
    }
}
