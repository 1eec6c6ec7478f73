package io.stipend.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import java.util.List;
import java.util.Locale;
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
        assertThat(UUID.fromString(generated.toString()).version()).isEqualTo(4);
    }

    @Test
    void givenIdsAreEqualByText() {
        assertThat(OperationId.of("settle")).isEqualTo(OperationId.SETTLE).hasSameHashCodeAs(OperationId.SETTLE);
        assertThat(OperationId.SETTLE).isNotEqualTo(OperationId.RELEASE).isNotEqualTo(OperationId.EXPIRE);
        assertThat(OperationId.of("Settle")).isNotEqualTo(OperationId.SETTLE);
    }

    /** UUIDs are kept as numbers; that must not show. */
    @Test
    void textThatLooksLikeAUuidIsStillText() {
        String uuid = "0190163d-8694-739b-aea5-966c26f8ad91";
        List<String> texts = List.of(
                uuid,
                uuid.toUpperCase(Locale.ROOT),
                uuid.substring(1),
                uuid + "0",
                uuid.replace("-", ""),
                "0190163d-8694-739b-aea5-966c26f8ad9g",
                "0190163d-8694-739b-aea5-+66c26f8ad91",
                "1-1-1-1-1",
                "00000000-0000-0000-0000-000000000000",
                "00000000-0000-0000-0000-000000000001",
                "00000000-0000-0000-aea5-966c26f8ad91",
                "no-uuid");
        for (String text : texts) {
            OperationId id = OperationId.of(text);
            assertThat(id).hasToString(text).isEqualTo(OperationId.of(text)).hasSameHashCodeAs(OperationId.of(text));
            assertThat(ReservationId.of(text)).isEqualTo(ReservationId.of(text)).hasToString(text);
            for (String other : texts) {
                assertThat(id.equals(OperationId.of(other)))
                        .as("%s and %s", text, other)
                        .isEqualTo(text.equals(other));
            }
        }
    }

    @Test
    void aReservationIdBelongsToItsTenant() {
        ReservationId generated = ReservationId.unique("acme");

        assertThat(new ReservationId("acme", generated.value()))
                .isEqualTo(generated)
                .hasSameHashCodeAs(generated);
        assertThat(new ReservationId("other", generated.value())).isNotEqualTo(generated);
    }

    @Test
    void refusesABadId() {
        assertThatThrownBy(() -> OperationId.of("x".repeat(129)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("operation id is longer than 128 bytes");
    }
}
