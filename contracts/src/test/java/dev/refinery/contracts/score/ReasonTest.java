package dev.refinery.contracts.score;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void isOneLine() {
        assertThat(Reason.of("  close,\r\n\tbut\u2028no \u001b[31mhandle\u0000 "))
                .isEqualTo("close, but no [31mhandle");
        assertThat(Reason.of("\n\t")).isEmpty();
    }

    @Test
    void isShortAndEndsInAWholeCharacter() {
        assertThat(Reason.of("n".repeat(300))).isEqualTo("n".repeat(300));
        assertThat(Reason.of("n".repeat(301))).hasSize(300).endsWith("n\u2026");
        String emoji = "\ud83c\udfa8";
        assertThat(Reason.of(emoji.repeat(200))).isEqualTo(emoji.repeat(149) + "\u2026");
        assertThat(Reason.of("abcdef", 4)).isEqualTo("abc\u2026");
    }

    @Test
    void holdsNoHalvesOfCharacters() {
        assertThat(Reason.of("a\ud83cb\udfa8")).isEqualTo("a b");
    }
}
