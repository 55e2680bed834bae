package dev.refinery.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refinery.contracts.job.Alignment;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.OutputPreset;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Shadow;
import dev.refinery.gateway.domain.JobRequest.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobRequestReaderTest {
    private static final String SUBJECT = "{'name':'mug','role':'subject','url':'https://a.example/m.png'}";

    private final JobRequestReader reader =
            new JobRequestReader(new LinkedHashSet<>(List.of("compositor@1")), "catalog@1");

    private JobRequest read(String json) {
        return reader.read(JobRequestReader.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private Problem refusal(String json) {
        return catchThrowableOfType(RequestRefused.class, () -> read(json)).problem();
    }

    @Test
    void fillsInDefaults() {
        JobRequest job = read("{'references':[" + SUBJECT + "]}");

        assertThat(job.model()).isEqualTo("compositor@1");
        assertThat(job.prompt()).isEmpty();
        assertThat(job.output().width()).isEqualTo(1024);
        assertThat(job.output().format()).isEqualTo(ImageFormat.PNG);
        assertThat(job.refinement().policy()).isEqualTo("catalog@1");
        assertThat(job.refinement().maxRounds()).isEqualTo(4);
        assertThat(job.refinement().candidates()).isEqualTo(8);
        assertThat(job.deadline()).isEqualTo(Duration.ofMinutes(15));
        assertThat(job.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(job.seed()).isNull();
        assertThat(job.references().getFirst().weight()).isEqualTo(1.0);
        assertThat(job.references().getFirst().gate()).isNull();
    }

    @Test
    void readsWhatIsGiven() {
        String asset = "ast_" + "a".repeat(64);
        JobRequest job = read("{'references':[" + SUBJECT + ",{'name':'b','role':'background','asset':'" + asset
                + "','mask':'m.png','weight':2,'gate':0.5,'height_cm':12}],'output':{'size':'640x480','format':'webp'},"
                + "'seed':-3,'priority':'batch','metadata':{'a':'b'},'external_id':'x',"
                + "'webhook':{'url':'https://h.example','events':['job.succeeded']}}");

        assertThat(job.references().get(0).image()).isEqualTo(new Source.Url("https://a.example/m.png"));
        assertThat(job.references().get(1).image()).isEqualTo(new Source.Asset(asset));
        assertThat(job.references().get(1).mask()).isEqualTo(new Source.Part("m.png"));
        assertThat(job.references().get(1).gate()).isEqualTo(0.5);
        assertThat(job.output().height()).isEqualTo(480);
        assertThat(job.seed()).isEqualTo(-3);
        assertThat(job.webhook())
                .isEqualTo(new JobRequest.WebhookRequest("https://h.example", List.of("job.succeeded")));
    }

    @Test
    void readsPicturesInsideTheRequest() {
        JobRequest.ReferenceRequest reference = read("{'references':[{'name':'a','role':'subject',"
                        + "'url':'data:image/png;base64,QUJD','mask':'data:;base64,QUJDRA=='}]}")
                .references()
                .getFirst();

        assertThat(((Source.Inline) reference.image()).bytes()).asString().isEqualTo("ABC");
        assertThat(reference.mask()).isEqualTo(new Source.Inline("QUJDRA=="));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'references':[]} | missing_references | references",
                "{} | missing_references | references",
                "{'references':[{'name':'a','role':'hero'}]} | unknown_role | references[0].role",
                "{'references':[{'name':'a','role':'style'}]} | no_subject | references",
                "{'references':[SUBJECT,SUBJECT]} | duplicate_name | references[1].name",
                "{'references':[{'name':'a b','role':'subject'}]} | invalid_name | references[0].name",
                "{'references':[{'name':'a','role':'subject','gate':-0.1}]} | invalid_value | references[0].gate",
                "{'references':[{'name':'a','role':'subject','gate':'x'}]} | invalid_type | references[0].gate",
                "{'references':[{'name':'a','role':'subject','weight':0}]} | invalid_value | references[0].weight",
                "{'references':[{'name':'a','role':'subject','asset':'x'}]} | unknown_asset | references[0].asset",
                "{'references':[{'name':'a','role':'subject','url':'u','file':'f'}]} | ambiguous_source | references[0].url",
                "{'references':[{'name':'a','role':'subject','url':'data:image/png,x'}]} | invalid_data_uri | references[0].url",
                "{'references':[{'name':'a','role':'subject','mask':'data:;base64,?'}]} | invalid_data_uri | references[0].mask",
                "{'references':[{'name':'a','role':'subject','colour':1}]} | unknown_field | references[0].colour",
                "{'references':[SUBJECT],'size':'1x1'} | unknown_field | size",
                "{'references':[SUBJECT],'model':'gpt@9'} | unknown_model | model",
                "{'references':[SUBJECT],'refinement':{'policy':' '}} | invalid_value | refinement.policy",
                "{'references':[SUBJECT],'refinement':{'max_rounds':17}} | invalid_value | refinement.max_rounds",
                "{'references':[SUBJECT],'refinement':{'on_miss':'cry'}} | invalid_value | refinement.on_miss",
                "{'references':[SUBJECT],'output':{'size':'4096x4096'}} | invalid_size | output.size",
                "{'references':[SUBJECT],'output':{'format':'gif'}} | invalid_value | output.format",
                "{'references':[SUBJECT],'output':{'count':5}} | invalid_value | output.count",
                "{'references':[SUBJECT],'output':{'background':'red'}} | invalid_value | output.background",
                "{'references':[SUBJECT],'output':{'format':'webp','quality':0}} | invalid_value | output.quality",
                "{'references':[SUBJECT],'output':{'quality':80}} | contradicting_output | output.quality",
                "{'references':[SUBJECT],'output':{'padding':0.5}} | invalid_value | output.padding",
                "{'references':[SUBJECT],'output':{'align':'middle'}} | invalid_value | output.align",
                "{'references':[SUBJECT],'output':{'shadow':'hard'}} | invalid_value | output.shadow",
                "{'references':[SUBJECT],'output':{'palette':['red']}} | invalid_value | output.palette",
                "{'references':[SUBJECT],'output':{'palette':[]}} | invalid_value | output.palette",
                "{'references':[SUBJECT],'output':{'preset':'shop'}} | invalid_value | output.preset",
                "{'references':[SUBJECT],'output':{'subject_fill':0.9,'padding':0.1}} | contradicting_output | output.padding",
                "{'references':[SUBJECT],'output':{'background':'#FFFFFF','palette':['#112233']}} | contradicting_output | output.palette",
                "{'references':[SUBJECT],'output':{PRESET,'background':'#FEFEFE'}} | contradicting_output | output.background",
                "{'references':[SUBJECT],'output':{PRESET,'size':'1200x1000'}} | contradicting_output | output.size",
                "{'references':[SUBJECT],'output':{PRESET,'size':'900x900'}} | contradicting_output | output.size",
                "{'references':[SUBJECT],'output':{PRESET,'subject_fill':0.8}} | contradicting_output | output.subject_fill",
                "{'references':[SUBJECT],'output':{PRESET,'padding':0.2}} | contradicting_output | output.padding",
                "{'references':[SUBJECT],'output':{PRESET,'palette':['#112233']}} | contradicting_output | output.palette",
                "{'references':[SUBJECT,SCENE],'output':{PRESET}} | contradicting_output | output.preset",
                "{'references':[SUBJECT,SCENE],'output':{'background':'#112233'}} | contradicting_output | output.background",
                "{'references':[SUBJECT],'deadline':'soon'} | invalid_value | deadline",
                "{'references':[SUBJECT],'deadline':'PT0S'} | invalid_value | deadline",
                "{'references':[SUBJECT],'priority':'now'} | invalid_value | priority",
                "{'references':[SUBJECT],'seed':1.5} | invalid_type | seed",
                "{'references':[SUBJECT],'metadata':{'a':1}} | invalid_value | metadata.a",
                "{'references':[SUBJECT],'webhook':{}} | missing_field | webhook.url",
                "{'references':[SUBJECT],'webhook':{'url':'https://h.example','events':['x']}} | unknown_event | webhook.events[0]",
            })
    void refuses(String json, String code, String field) {
        Problem problem = refusal(json.replace("SUBJECT", SUBJECT)
                .replace("SCENE", "{'name':'place','role':'background'}")
                .replace("PRESET", "'preset':'marketplace-white'"));

        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.detail()).isNotBlank();
    }

    @Test
    void aPresetFillsInWhatIsLeftOut() {
        OutputSpec plain = output("{'preset':'marketplace-white'}");
        assertThat(plain)
                .isEqualTo(new OutputSpec(
                        1,
                        1024,
                        1024,
                        ImageFormat.PNG,
                        "#FFFFFF",
                        0.88,
                        null,
                        0.04,
                        Alignment.CENTER,
                        Shadow.NONE,
                        null,
                        OutputPreset.MARKETPLACE_WHITE));
        OutputSpec own = output("{'preset':'marketplace-white','size':'2000x2000','format':'jpeg','quality':85,"
                + "'background':'#ffffff','subject_fill':0.95,'align':'bottom','shadow':'contact'}");
        assertThat(own.subjectFill()).isEqualTo(0.95);
        assertThat(own.padding()).isLessThanOrEqualTo(0.025 + 1e-9);
        assertThat(own.align()).isEqualTo(Alignment.BOTTOM);
        assertThat(own.shadow()).isEqualTo(Shadow.CONTACT);
        assertThat(own.quality()).isEqualTo(85);
    }

    @Test
    void readsEveryOutputControl() {
        OutputSpec output = output("{'format':'webp','quality':70,'padding':0.1,'subject_fill':0.8,'align':'top-left',"
                + "'shadow':'soft','palette':['#0A4D8C','#F2B632']}");
        assertThat(output.quality()).isEqualTo(70);
        assertThat(output.padding()).isEqualTo(0.1);
        assertThat(output.align()).isEqualTo(Alignment.TOP_LEFT);
        assertThat(output.shadow()).isEqualTo(Shadow.SOFT);
        assertThat(output.palette()).containsExactly("#0A4D8C", "#F2B632");
        assertThat(output.preset()).isNull();
    }

    private OutputSpec output(String json) {
        return read("{'references':[" + SUBJECT + "],'output':" + json + "}").output();
    }

    @Test
    void refusesFortyReferences() {
        String many = IntStream.range(0, 40)
                .mapToObj(i -> "{'name':'r" + i + "','role':'subject'}")
                .collect(Collectors.joining(","));
        assertThat(refusal("{'references':[" + many + "]}").code()).isEqualTo(ProblemCode.TOO_MANY_REFERENCES);
    }

    @Test
    void namesEverythingThatIsWrong() {
        Problem problem = refusal("{'references':[{'name':'a','role':'hero','gate':7}],'seed':'x','extra':1}");

        assertThat(problem.errors())
                .extracting(Problem.Fault::field)
                .containsExactly("references[0].role", "references[0].gate", "seed", "extra");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{'a':| line 1, column", "[]|must be a JSON object", "{'a':1,'a':2}|Duplicate", "{} {}|trailing"})
    void saysWhereJsonIsBroken(String json, String detail) {
        Problem problem = refusal(json);

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isEqualTo(ProblemCode.MALFORMED_JSON);
        assertThat(problem.detail()).containsIgnoringCase(detail.strip());
    }

    @Test
    void thePromptNamesReferencesOfTheJob() {
        assertThat(read("{'prompt':'@mug by shop@example.com, @@home','references':[" + SUBJECT + "]}")
                        .prompt())
                .isEqualTo("@mug by shop@example.com, @@home");
        Problem problem = refusal("{'prompt':'@mug on @tabel','references':[" + SUBJECT + "]}");
        assertThat(problem.code()).isEqualTo(ProblemCode.UNKNOWN_REFERENCE);
        assertThat(problem.field()).isEqualTo("prompt");
        assertThat(problem.detail()).contains("@tabel", "there are mug", "@@");
    }

    @Test
    void labelsAreShortAndCountOnce() {
        assertThat(read("{'labels':['spring','team/eu','spring'],'references':[" + SUBJECT + "]}")
                        .labels())
                .containsExactly("spring", "team/eu");
        assertThat(refusal("{'labels':['ok','two words'],'references':[" + SUBJECT + "]}")
                        .field())
                .isEqualTo("labels[1]");
        assertThat(refusal("{'labels':['" + "x".repeat(65) + "'],'references':[" + SUBJECT + "]}")
                        .code())
                .isEqualTo(ProblemCode.INVALID_VALUE);
    }
}
