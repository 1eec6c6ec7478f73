package io.stipend.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.Announcement;
import io.stipend.core.spi.MemberStarvation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemberStarvationTest {

    private static final long MAX = (1L << 53) - 1;

    private static MemberStarvation starvation(String member) {
        return new MemberStarvation(true, AccountId.Kind.USER, member, Resource.SLOTS, 1, 2, 3, 60_000);
    }

    @Test
    void itsTextSaysAllOfIt() {
        Random random = new Random(7);
        List<String> members = List.of("a", "swarm:b", "1 of 2, 3 wanted: user:c", "x\u2028y", "é".repeat(60));
        for (int i = 0; i < 1_000; i++) {
            MemberStarvation starvation = new MemberStarvation(
                    random.nextBoolean(),
                    random.nextBoolean() ? AccountId.Kind.USER : AccountId.Kind.SWARM,
                    members.get(i % members.size()),
                    Resource.values()[random.nextInt(Resource.count())],
                    random.nextLong() >>> (11 + random.nextInt(53)),
                    random.nextLong() >>> (11 + random.nextInt(53)),
                    random.nextLong() >>> (11 + random.nextInt(53)),
                    random.nextLong() >>> (20 + random.nextInt(44)));

            assertThat(Announcement.parse(starvation.text())).isEqualTo(starvation);
        }
    }

    @Test
    void itsTextIsAReason() {
        MemberStarvation longest = new MemberStarvation(
                false,
                AccountId.Kind.SWARM,
                "x".repeat(120),
                Resource.COMPUTE_TIME,
                MAX,
                MAX,
                MAX,
                253_402_300_799_999L);

        assertThat(longest.text().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(AccountCommand.MAX_REASON_BYTES);
        assertThat(starvation("alice").text())
                .isEqualTo("starves since 1970-01-01T00:01:00Z: SLOTS 1 of 2, 3 wanted: user:alice");
        assertThat(starvation("alice").ended(2, 2, 0).text())
                .isEqualTo("starved since 1970-01-01T00:01:00Z: SLOTS 2 of 2, 0 wanted: user:alice");
    }

    @Test
    void itsTopicIsItsMember() {
        assertThat(starvation("alice").topic())
                .isEqualTo(starvation("alice").ended(2, 2, 0).topic())
                .isNotEqualTo(starvation("bob").topic());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "starves",
                "starves since 9999-99-99T00:00:00Z: SLOTS 1 of 2, 3 wanted: user:a",
                "starves since 1970-01-01T00:01:00Z: SPOONS 1 of 2, 3 wanted: user:a",
                "starves since 1970-01-01T00:01:00Z: SLOTS 1 of 9999999999999999, 3 wanted: user:a",
                "starves since 1970-01-01T00:01:00Z: SLOTS 1 of 2, 3 wanted: pool:a",
                "starves since 1970-01-01T00:01:00Z: SLOTS 1 of 2, 3 wanted: user:",
                "ops: starves since 1970-01-01T00:01:00Z: SLOTS 1 of 2, 3 wanted: user:a"
            })
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> Announcement.parse(text)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void soAreMembersThatAreNone() {
        assertThatThrownBy(() -> new MemberStarvation(true, AccountId.Kind.POOL, "a", Resource.SLOTS, 1, 2, 3, 60_000))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("of kind pool");
        assertThatThrownBy(() -> starvation("x".repeat(121))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new MemberStarvation(true, AccountId.Kind.USER, "a", Resource.SLOTS, 1, 2, 3, -1))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("since -1");
    }
}
