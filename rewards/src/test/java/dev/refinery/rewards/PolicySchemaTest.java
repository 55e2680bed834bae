package dev.refinery.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schema and the reader say the same of every document here. */
class PolicySchemaTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\n(.*?)^```");

    private final JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(read(DOCS.resolve("schema/reward-policy.v1.json")));

    static List<String> shipped() {
        return RewardPolicies.names();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedPolicyIsValid(String name) {
        byte[] document = RewardPolicies.document(name).orElseThrow();
        assertThat(messages(new String(document, StandardCharsets.UTF_8))).isEmpty();
        assertThat(RewardPolicies.parseForBuiltInMetrics(document).reference()).isEqualTo(name);
    }

    @Test
    void everyExampleInTheDocsIsValid() throws IOException {
        List<String> examples = new ArrayList<>();
        try (Stream<Path> pages = Files.list(DOCS)) {
            for (Path page :
                    pages.filter(p -> p.toString().endsWith(".md")).sorted().toList()) {
                BLOCK.matcher(read(page))
                        .results()
                        .map(MatchResult::group)
                        .filter(block -> block.contains("\nroles:"))
                        .map(block -> block.substring("```yaml\n".length(), block.length() - 3))
                        .forEach(examples::add);
            }
        }
        assertThat(examples).isNotEmpty().allSatisfy(example -> {
            assertThat(messages(example)).isEmpty();
            RewardPolicies.parseForBuiltInMetrics(example.getBytes(StandardCharsets.UTF_8));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: \"1\"             | version: 1                  | version",
                "name: mine                 | name: My Policy             | name",
                "name: mine                 | title: x                    | name title",
                "quality: {gate: 0.5}       | quality: {gate: 1.5}        | quality.gate",
                "quality: {gate: 0.5}       | quality: {gates: 0.5}       | quality.gate quality.gates",
                "scale: 0.1                 | scale: 0                    | roles.subject.metrics[0].scale",
                "scale: 0.1                 | scale: '0.1'                | roles.subject.metrics[0].scale",
                "midpoint: 0.5, scale: 0.1  | midpoint: 0.5               | roles.subject.metrics[0].scale",
                "midpoint: 0.5              | middle: 0.5                 | roles.subject.metrics[0].midpoint roles.subject.metrics[0].middle",
                "weight: 1                  | weight: -1                  | roles.subject.metrics[0].weight",
                "weight: 1                  | encoder: a@1                | roles.subject.metrics[0].encoder",
                "name: subject-fidelity     | name: embedding             | roles.subject.metrics[0].encoder roles.subject.metrics[0].region",
                "name: subject-fidelity     | name: vlm                   | roles.subject.metrics[0].model roles.subject.metrics[0].rubric",
                "weight: 1                  | rubric: '1'                 | roles.subject.metrics[0].rubric",
                "gate: 0.6, masked: unknown      | masked: unknown                | roles.pose.gate",
                "gate: 0.6, masked: unknown      | gate: 0.6                   | roles.pose.masked",
                "gate: 0.6, masked: unknown      | gate: 0.6, metrics: []      | roles.pose.metrics",
                "pose:                      | posture:                    | roles.pose roles.posture"
            })
    void refusesAndNamesThePlace(String good, String bad, String places) {
        String document = VALID.replace(good, bad);
        assertThat(document).isNotEqualTo(VALID);
        assertThat(messages(document)).isNotEmpty();
        InvalidPolicyException refused = catchThrowableOfType(
                InvalidPolicyException.class, () -> RewardPolicies.parse(document.getBytes(StandardCharsets.UTF_8)));
        assertThat(refused.faults())
                .extracting(InvalidPolicyException.Fault::place)
                .contains(places.split(" "));
        assertThat(refused.faults())
                .allSatisfy(fault -> assertThat(fault.detail()).isNotBlank());
    }

    @Test
    void theValidDocumentIsValid() {
        assertThat(messages(VALID)).isEmpty();
        assertThat(RewardPolicies.parse(VALID.getBytes(StandardCharsets.UTF_8)).reference())
                .isEqualTo("mine@1");
    }

    @Test
    void knowsWhichMetricsThereAre() {
        byte[] document = VALID.replace("subject-fidelity", "crystal-ball").getBytes(StandardCharsets.UTF_8);
        InvalidPolicyException refused = catchThrowableOfType(
                InvalidPolicyException.class, () -> RewardPolicies.parseForBuiltInMetrics(document));
        assertThat(refused)
                .hasMessageContaining("roles.subject.metrics[0].name")
                .hasMessageContaining("subject-fidelity");
    }

    @Test
    void saysWhereYamlIsBroken() {
        InvalidPolicyException refused = catchThrowableOfType(
                InvalidPolicyException.class,
                () -> RewardPolicies.parse("name: a\nname: b\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(refused).hasMessageContaining("line 2").hasMessageContaining("Duplicate");
    }

    private static final String VALID = """
            name: mine
            version: "1"
            quality: {gate: 0.5}
            roles:
              subject: {gate: 0.5, metrics: [{name: subject-fidelity, weight: 1, midpoint: 0.5, scale: 0.1}]}
              background: {gate: 0.5, masked: not judged}
              style: {gate: 0.5, masked: not judged}
              lighting: {gate: 0.5, masked: not judged}
              pose: {gate: 0.6, masked: unknown}
            """;

    private Set<ValidationMessage> messages(String yaml) {
        try {
            return schema.validate(YAML.readTree(yaml));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file.toAbsolutePath(), e);
        }
    }
}
