package io.stipend.foresight.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import org.junit.jupiter.api.Test;

class ModelUsageTest {

    private static final long MOST = (1L << 53) - 1;

    @Test
    void itsCountsAddUp() {
        ModelUsage usage = ModelUsage.builder()
                .inputTokens(1)
                .cachedInputTokens(20)
                .cacheWriteTokens(300)
                .outputTokens(4_000)
                .reasoningTokens(50_000)
                .build();

        assertThat(usage.totalTokens()).isEqualTo(54_321);
        assertThat(usage.requests()).isEqualTo(1);
    }

    @Test
    void aCountOutOfRangeIsRefused() {
        assertThatThrownBy(() -> ModelUsage.of(-1, 0))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("input tokens is -1; give 0 to 9007199254740991");
        assertThatThrownBy(() -> ModelUsage.of(0, MOST + 1))
                .hasMessageStartingWith("output tokens is 9007199254740992");
        assertThatThrownBy(() -> ModelUsage.of(MOST, 1).totalTokens()).hasMessageStartingWith("tokens is");
    }
}
