package io.stipend.core.model;

import static io.stipend.core.spi.check.Checks.MAX_AMOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ResourceUsageTest {

    private static final ResourceVector TRACKED = ResourceVector.of(10, 20, 30, 40, 50, 0);

    @Test
    void addsWhatAddsUpAndKeepsTheMaximumOfTheRest() {
        ResourceUsage report = ResourceUsage.builder()
                .creditUnits(1)
                .tokens(2)
                .apiCalls(3)
                .computeMillis(39)
                .memoryBytes(51)
                .build();

        assertThat(report.addedTo(TRACKED)).isEqualTo(ResourceVector.of(11, 22, 33, 40, 51, 0));
    }

    @Test
    void aReportOfNothingAddsNothing() {
        assertThat(ResourceUsage.NONE.addedTo(TRACKED)).isEqualTo(TRACKED);
    }

    @Test
    void sumsAreBounded() {
        ResourceUsage limit = ResourceUsage.builder().tokens(MAX_AMOUNT).build();

        assertThat(limit.addedTo(ResourceVector.ZERO).tokens()).isEqualTo(MAX_AMOUNT);
        assertThatThrownBy(() -> limit.addedTo(ResourceVector.of(Resource.TOKENS, 1)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("TOKENS");
        assertThatThrownBy(() -> limit.addedTo(limit.amounts())).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void finalFiguresReplaceWhatTheyReportAndAnExplicitZeroIsZero() {
        ResourceUsage figures =
                ResourceUsage.builder().credits(Credits.ZERO).tokens(5).build();

        assertThat(figures.replacing(TRACKED)).isEqualTo(ResourceVector.of(0, 5, 30, 40, 50, 0));
        assertThat(figures.replacing(ResourceVector.ZERO)).isEqualTo(ResourceVector.of(0, 5, 0, 0, 0, 0));
    }

    @Test
    void figuresThatReportNothingKeepWhatWasTracked() {
        assertThat(ResourceUsage.NONE.replacing(TRACKED)).isEqualTo(TRACKED);
    }

    @Test
    void figuresThatReportEverythingReplaceEverything() {
        ResourceUsage zeros = ResourceUsage.builder()
                .creditUnits(0)
                .tokens(0)
                .apiCalls(0)
                .computeMillis(0)
                .memoryBytes(0)
                .build();

        assertThat(zeros.replacing(TRACKED)).isEqualTo(ResourceVector.ZERO);
    }

    @Test
    void anExplicitZeroIsAnotherReportThanNone() {
        ResourceUsage zero = ResourceUsage.builder().tokens(0).build();

        assertThat(zero).isNotEqualTo(ResourceUsage.NONE);
        assertThat(zero.reports(Resource.TOKENS)).isTrue();
        assertThat(zero.reports(Resource.CREDITS)).isFalse();
        assertThat(zero.reports(Resource.SLOTS)).isFalse();
        assertThat(zero).hasToString("{TOKENS=0}");
        assertThat(ResourceUsage.NONE).hasToString("{}");
        assertThat(zero).isEqualTo(ResourceUsage.builder().tokens(0).build());
        assertThat(zero).hasSameHashCodeAs(ResourceUsage.builder().tokens(0).build());
    }

    @Test
    void theLastCallOfABuilderCounts() {
        ResourceUsage usage = ResourceUsage.builder()
                .credits("0.5")
                .credits(Credits.of("0.25"))
                .computeTime(Duration.ofSeconds(2))
                .build();

        assertThat(usage.amounts()).isEqualTo(ResourceVector.of(25_000_000, 0, 0, 2000, 0, 0));
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void refusesBadAmountsByName() {
        ResourceUsage.Builder builder = ResourceUsage.builder();

        assertThatThrownBy(() -> builder.tokens(-1)).hasMessageContainingAll("TOKENS", "-1");
        assertThatThrownBy(() -> builder.apiCalls(MAX_AMOUNT + 1)).hasMessageContaining("API_CALLS");
        assertThatThrownBy(() -> builder.creditUnits(-1)).hasMessageContaining("CREDITS");
        assertThatThrownBy(() -> builder.memoryBytes(Long.MIN_VALUE)).hasMessageContaining("MEMORY");
        assertThatThrownBy(() -> builder.computeMillis(-1)).hasMessageContaining("COMPUTE_TIME");
        assertThatThrownBy(() -> builder.computeTime(Duration.ofMillis(-1)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("compute time");
        assertThatThrownBy(() -> builder.computeTime(null)).hasMessageContaining("compute time is null");
        assertThatThrownBy(() -> builder.credits((Credits) null)).hasMessageContaining("credits is null");
        assertThat(builder.build()).as("untouched by what was refused").isEqualTo(ResourceUsage.NONE);
    }
}
