package dev.refinery.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssetRequestReaderTest {
    private static final String SHA = "0123456789abcdef".repeat(4);
    private final AssetRequestReader reader = new AssetRequestReader(1000);

    private AssetRequest read(String json) {
        return reader.read(JobRequestReader.parse(
                json.replace('\'', '"').replace("SHA", SHA).getBytes(StandardCharsets.UTF_8)));
    }

    private Problem refusal(String json) {
        return catchThrowableOfType(RequestRefused.class, () -> read(json)).problem();
    }

    @Test
    void tellsTheThreeWaysApart() {
        assertThat(read("{'media_type':'image/png','bytes':1000}"))
                .isEqualTo(new AssetRequest.Announced("image/png", 1000, null));
        assertThat(read("{'media_type':'image/webp','bytes':1,'sha256':'SHA'}"))
                .isEqualTo(new AssetRequest.Announced("image/webp", 1, SHA));
        assertThat(read("{'sha256':'SHA'}")).isEqualTo(new AssetRequest.Known(SHA));
        assertThat(read("{'url':'https://a.example/x.png'}"))
                .isEqualTo(new AssetRequest.Given(new JobRequest.Source.Url("https://a.example/x.png")));
        assertThat(read("{'url':'DATA:image/png;BASE64,QUJD'}"))
                .isEqualTo(new AssetRequest.Given(new JobRequest.Source.Inline("QUJD")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | missing_field | media_type",
                "{'media_type':'image/png'} | missing_field | bytes",
                "{'bytes':5} | missing_field | media_type",
                "{'bytes':5,'sha256':'SHA'} | missing_field | media_type",
                "{'media_type':'image/gif','bytes':5} | unsupported_media_type | media_type",
                "{'media_type':'image/png','bytes':0} | invalid_value | bytes",
                "{'media_type':'image/png','bytes':1001} | image_too_large | bytes",
                "{'media_type':'image/png','bytes':'5'} | invalid_type | bytes",
                "{'sha256':'abc'} | invalid_value | sha256",
                "{'sha256':7} | invalid_type | sha256",
                "{'url':'https://a.example','sha256':'SHA'} | ambiguous_source | url",
                "{'url':'https://a.example','bytes':5} | ambiguous_source | url",
                "{'url':'data:image/png,abc'} | invalid_data_uri | url",
                "{'url':'data:;base64'} | invalid_data_uri | url",
                "{'url':'data:image/png;base64,????'} | invalid_data_uri | url",
                "{'hash':'SHA'} | unknown_field | hash"
            })
    void namesWhatIsWrong(String json, String code, String field) {
        Problem problem = refusal(json);
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.field()).isEqualTo(field);
    }

    @Test
    void takesSmallPicturesInsideJsonAndSendsLargeOnesToTheUploads() {
        int most = PictureAddress.MAX_INLINE_BYTES;
        AssetRequest.Given given = (AssetRequest.Given) read(dataUri(most));
        assertThat(((JobRequest.Source.Inline) given.source()).bytes()).hasSize(most);

        for (int size : new int[] {most + 1, most + 2, most + 3, 2 * most}) {
            Problem problem = refusal(dataUri(size));
            assertThat(problem.code()).isEqualTo(ProblemCode.DATA_URI_TOO_LARGE);
            assertThat(problem.detail()).contains("/v1/assets").hasSizeLessThan(200);
        }
    }

    @Test
    void boundsOtherAddresses() {
        assertThat(read("{'url':'https://a.example/" + "x".repeat(1900) + "'}")).isInstanceOf(AssetRequest.Given.class);
        assertThat(refusal("{'url':'https://a.example/" + "x".repeat(2000) + "'}")
                        .code())
                .isEqualTo(ProblemCode.INVALID_VALUE);
    }

    private static String dataUri(int bytes) {
        return "{'url':'data:image/png;base64," + Base64.getEncoder().encodeToString(new byte[bytes]) + "'}";
    }
}
