package dev.refinery.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.localstack.BackendFinder;
import dev.refinery.localstack.StackHome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditMainTest {
    private static final String JOB = "0199d3a2-7c1e-7b1f-9a52-6f3d1f0a7c55";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"audit", "replay"})
    void saysWhatToDoWhereNoStackRuns(String command) {
        StringWriter err = new StringWriter();
        Place place = new Place(folder, new BackendFinder(new StackHome(folder), Map.of()));
        int code = AuditMain.run(place, new PrintWriter(new StringWriter()), new PrintWriter(err, true), command, JOB);
        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("refinery: no stack runs in " + folder)
                .contains("./refinery up", "KAFKA_BOOTSTRAP_SERVERS")
                .hasLineCount(1);
    }
}
