package io.stipend.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutlook;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccountOutlookTest {

    private static final long MAX = (1L << 53) - 1;

    @Test
    void itsTextSaysAllOfIt() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            long at = random.nextLong() >>> (1 + random.nextInt(63));
            long checks = random.nextInt(1_000);
            AccountOutlook outlook = new AccountOutlook(
                    random.nextBoolean(),
                    at,
                    at / 2,
                    at,
                    checks / 2,
                    checks,
                    random.nextLong() >> (11 + random.nextInt(50)),
                    random.nextBoolean() ? LimitPeriod.NO_END : random.nextLong() >>> (1 + random.nextInt(63)));

            assertThat(AccountOutlook.parse(outlook.text())).isEqualTo(outlook);
        }
    }

    @Test
    void itsTextIsAReason() {
        AccountOutlook longest =
                new AccountOutlook(true, 253_402_300_799_999L, 1, 253_402_300_799_999L, MAX, MAX, -MAX, 1);

        assertThat(longest.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(AccountCommand.MAX_REASON_BYTES);
        assertThat(new AccountOutlook(true, 60_000, 30_000, 90_000, 3, 4, 100, 120_000).text())
                .isEqualTo("runs out: expected 1970-01-01T00:01:00Z, 80 % from 1970-01-01T00:00:30Z to"
                        + " 1970-01-01T00:01:30Z, 3 of 4 came true; 100 units left, period ends 1970-01-01T00:02:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "runs out",
                "runs out: expected 9999-99-99T00:00:00Z, 80 % from never to never, 0 of 0 came true; 0 units left, period ends never",
                "lasts: expected never, 80 % from never to never, 2 of 1 came true; 0 units left, period ends never",
                "ops: runs out: expected never, 80 % from never to never, 0 of 0 came true; 0 units left, period ends never"
            })
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> AccountOutlook.parse(text)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void soAreIntervalsThatAreNone() {
        assertThatThrownBy(() -> new AccountOutlook(true, 5, 9, 8, 0, 0, 0, 10))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("from 9 to 8");
        assertThatThrownBy(() -> new AccountOutlook(true, 5, 4, 8, 1, 0, 0, 10))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("1 of 0");
    }
}
