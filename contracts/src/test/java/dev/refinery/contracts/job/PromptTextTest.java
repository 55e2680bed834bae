package dev.refinery.contracts.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptTextTest {
    @Test
    void namesComeOnceInOrderOfUse() {
        assertThat(PromptText.names("@table with @mug, and (@mug) again; @red-mug_2."))
                .isEqualTo(List.of("table", "mug", "red-mug_2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@mug on @table|mug on table",
                "@red-mug's handle, @b_2|red mug's handle, b 2",
                "write to shop@example.com|write to shop@example.com",
                "Jos\u00e9@example.com or \u6f22@x|Jos\u00e9@example.com or \u6f22@x",
                "a sign that says @@home|a sign that says @home",
                "2 mugs @ 5 each @|2 mugs @ 5 each @",
                "@@@mug|@mug",
                "a@@b|a@b",
                "no names|no names",
            })
    void plainWordsForReadersWithoutReferences(String prompt, String plain) {
        assertThat(PromptText.plain(prompt)).isEqualTo(plain);
    }

    @Test
    void whatIsPlainNamesNobody() {
        assertThat(PromptText.names("shop@example.com, @@home, 2 @ 5, @, @-x")).isEmpty();
    }
}
