package io.stipend.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextWidthTest {

    @Test
    void lettersTakeAsManyColumnsAsTerminalsGiveThem() {
        assertThat(TextWidth.of("ada")).isEqualTo(3);
        assertThat(TextWidth.of("Ä…")).isEqualTo(2);
        assertThat(TextWidth.of("a\u0308")).isEqualTo(1);
        assertThat(TextWidth.of("你好")).isEqualTo(4);
        assertThat(TextWidth.of("😀")).isEqualTo(2);
    }

    @Test
    void cutTextFitsAndHasWholeLetters() {
        assertThat(Format.cut("😀😀😀", 6)).isEqualTo("😀😀😀");
        assertThat(Format.cut("😀😀😀", 5)).isEqualTo("😀😀…");
        assertThat(Format.cut("😀😀😀", 4)).isEqualTo("😀…");
        assertThat(Format.cut("a\u0308bc", 2)).doesNotContain("b");
    }

    @Test
    void columnsOfATableStandBelowEachOther() {
        Table table = new Table("user", ">requests");
        table.row("你好", "1");
        table.row("ada", "20");

        assertThat(table.lines()).containsExactly("user  requests", "你好         1", "ada         20");
    }

    @Test
    void columnsThatDoNotFitStandBelowWithTheFirstAgain() {
        Table table = new Table("user", ">requests", ">refused", "why").within(16);
        table.row("ada", "20", "0", "-");
        table.row("bob", "3", "1", "budget");

        assertThat(table.lines())
                .containsExactly(
                        "user  requests",
                        "ada         20",
                        "bob          3",
                        "",
                        "user  refused",
                        "ada         0",
                        "bob         1",
                        "",
                        "user  why",
                        "ada   -",
                        "bob   budget");
        assertThat(table.width()).isEqualTo(31);
        assertThat(table.within(31).lines()).hasSize(3);
        assertThat(table.keyedBy(2).within(1).lines())
                .as("a column that never fits stands beside the first ones alone")
                .containsSubsequence("user  requests  refused", "user  requests  why");
    }

    @Test
    void longWordsAreBrokenBetweenLetters() {
        assertThat(TextPage.wrapped("a 😀😀😀", 4)).isEqualTo(List.of("a", "😀😀", "😀"));
    }
}
