package dev.refinery.gateway.domain.edits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiErrorTest {
    @ParameterizedTest
    @CsvSource({
        "422, 400, invalid_request_error",
        "401, 401, authentication_error",
        "403, 403, permission_error",
        "404, 404, invalid_request_error",
        "429, 429, rate_limit_error",
        "503, 503, server_error"
    })
    void theLibrariesRetryWhatMayPassLater(int status, int sent, String type) {
        OpenAiError error = OpenAiError.of(Problem.of(status, ProblemCode.REQUEST_REFUSED, null, "No."));
        assertThat(error.status()).isEqualTo(sent);
        assertThat(error.error().type()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "output.count, n",
        "output.quality, output_compression",
        "references[0].mask, mask",
        "references[2].file, image[2]",
        "references[2], image[2]",
        "references[1].gate, references[1].gate",
        "prompt, prompt"
    })
    void namesParametersAsTheClientDoes(String field, String param) {
        OpenAiError error = OpenAiError.of(Problem.of(422, ProblemCode.INVALID_VALUE, field, "is wrong"));
        assertThat(error.error().param()).isEqualTo(param);
        assertThat(error.error().message()).isEqualTo(param + ": is wrong");
    }

    @Test
    void theBodyHasTheFourFieldsAndNothingElse() {
        JsonNode body = Json.mapper()
                .valueToTree(OpenAiError.of(Problem.of(
                        422,
                        List.of(
                                new Problem.Fault(ProblemCode.INVALID_SIZE, "output.size", "is odd"),
                                new Problem.Fault(ProblemCode.NO_SUBJECT, "references", "lacks one")))));
        assertThat(body)
                .isEqualTo(Json.mapper()
                        .valueToTree(java.util.Map.of(
                                "error",
                                java.util.Map.of(
                                        "message", "size: is odd; references: lacks one",
                                        "type", "invalid_request_error",
                                        "param", "size",
                                        "code", "invalid_size"))));
        JsonNode without =
                Json.mapper().valueToTree(OpenAiError.of(Problem.of(500, ProblemCode.INTERNAL_ERROR, null, "No.")));
        assertThat(without.at("/error").has("param")).isTrue();
        assertThat(without.at("/error/param").isNull()).isTrue();
    }
}
