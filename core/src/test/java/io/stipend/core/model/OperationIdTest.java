package io.stipend.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class OperationIdTest {

    @Test
    void aGeneratedIdEqualsTheSameIdGivenAsText() {
        OperationId generated = OperationId.unique();
        OperationId asText = OperationId.of(generated.toString());

        assertThat(asText).isEqualTo(generated).hasSameHashCodeAs(generated);
        assertThat(generated).isEqualTo(asText).isEqualTo(generated);
    }

    @Test
    void generatedIdsDiffer() {
        OperationId generated = OperationId.unique();

        assertThat(OperationId.unique())
                .isNotEqualTo(generated)
                .isNotEqualTo(null)
                .isNotEqualTo("text");
        assertThat(UUID.fromString(generated.toString()).version()).isEqualTo(7);
    }

    @Test
    void givenIdsAreEqualByText() {
        assertThat(OperationId.of("settle")).isEqualTo(OperationId.SETTLE).hasSameHashCodeAs(OperationId.SETTLE);
        assertThat(OperationId.SETTLE).isNotEqualTo(OperationId.RELEASE).isNotEqualTo(OperationId.EXPIRE);
        assertThat(OperationId.of("Settle")).isNotEqualTo(OperationId.SETTLE);
    }

    @Test
    void refusesABadId() {
        assertThatThrownBy(() -> OperationId.of("x".repeat(129)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("operation id is longer than 128 bytes");
    }
}
