package dev.refinery.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchLineReaderTest {
    private static final String ASSET = "\"asset\":\"ast_" + "a".repeat(64) + "\"";
    private static final String BODY = "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\"," + ASSET + "}]}";
    private final JobRequestReader jobs =
            new JobRequestReader(new LinkedHashSet<>(List.of("compositor@1")), "catalog@1");
    private final BatchLineReader reader = new BatchLineReader(jobs);

    private BatchLine read(String line) {
        return reader.read(4, line.getBytes(StandardCharsets.UTF_8));
    }

    private Problem problem(String line) {
        assertThat(read(line)).isInstanceOf(BatchLine.Invalid.class);
        return ((BatchLine.Invalid) read(line)).error();
    }

    @Test
    void fillsInWhatABatchWants() {
        BatchLine.Item item = (BatchLine.Item) read("{\"custom_id\":\"SKU 1\",\"body\":" + BODY + "}");
        assertThat(item.line()).isEqualTo(4);
        JobRequest job = jobs.read(item.body());
        assertThat(job.priority()).isEqualTo("batch");
        assertThat(job.externalId()).isEqualTo("SKU 1");
        assertThat(job.deadline()).hasHours(24);
    }

    @Test
    void leavesWhatTheJobSays() {
        BatchLine.Item item =
                (BatchLine.Item) read("{\"custom_id\":\"1\",\"method\":\"POST\",\"url\":\"/v1/jobs\",\"body\":"
                        + BODY.replaceFirst(
                                "\\{", "{\"priority\":\"interactive\",\"deadline\":\"PT5M\",\"external_id\":\"mine\",")
                        + "}");
        JobRequest job = jobs.read(item.body());
        assertThat(job.priority()).isEqualTo("interactive");
        assertThat(job.externalId()).isEqualTo("mine");
        assertThat(job.deadline()).hasMinutes(5);
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        assertThat(problem("{nonsense").code()).isEqualTo(ProblemCode.MALFORMED_JSON);
        assertThat(problem("{\"body\":" + BODY + "}").field()).isEqualTo("custom_id");
        assertThat(problem("{\"custom_id\":\"a\"}").field()).isEqualTo("body");
        assertThat(problem("{\"custom_id\":\"a\",\"url\":\"/v1/images\",\"body\":" + BODY + "}")
                        .field())
                .isEqualTo("url");
        assertThat(problem("{\"custom_id\":\"a\",\"bdy\":1,\"body\":" + BODY + "}")
                        .code())
                .isEqualTo(ProblemCode.UNKNOWN_FIELD);
        assertThat(problem("{\"custom_id\":\"a\",\"body\":" + BODY.replace("subject", "hero") + "}")
                        .field())
                .isEqualTo("body.references[0].role");
        assertThat(problem("{\"custom_id\":\"a\",\"body\":" + BODY.replace(ASSET, "\"file\":\"mug.png\"") + "}"))
                .satisfies(p -> assertThat(p.code()).isEqualTo(ProblemCode.MISSING_IMAGE))
                .satisfies(p -> assertThat(p.field()).isEqualTo("body.references[0]"));
        assertThat(problem("{\"custom_id\":\"a\",\"body\":"
                                + BODY.replaceFirst("\\{", "{\"labels\":[" + labels(16) + "],")
                                + "}")
                        .field())
                .isEqualTo("body.labels");
    }

    @Test
    void namesTheLineThatIsWrong() {
        assertThat(((BatchLine.Invalid) read("{\"custom_id\":\"a\",\"body\":{}}")).customId())
                .isEqualTo("a");
    }

    private static String labels(int n) {
        StringBuilder text = new StringBuilder("\"l0\"");
        for (int i = 1; i < n; i++) {
            text.append(",\"l").append(i).append('"');
        }
        return text.toString();
    }
}
