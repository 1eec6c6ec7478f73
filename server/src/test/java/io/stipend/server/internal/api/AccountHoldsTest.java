package io.stipend.server.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What open holds tell of when they return. */
final class AccountHoldsTest {

    private static final long NOW = 1_000_000;

    private final AccountHolds holds = new AccountHolds(NOW);

    private void hold(long ageMillis, long held, long used, long leaseEndMillis, OnExpiry onExpiry) {
        String tenant = "acme";
        ReservationHeader header = new ReservationHeader(
                new ReservationId(tenant, "r-" + ageMillis),
                AccountPath.of(List.of(new AccountId(tenant, AccountId.Kind.USER, "ana"))),
                null,
                NOW - ageMillis);
        holds.add(new ReservationSnapshot(
                header,
                0,
                ResourceVector.ZERO,
                60_000,
                onExpiry,
                null,
                Map.of(),
                ResourceVector.of(Resource.TOKENS, held).plus(ResourceVector.of(Resource.SLOTS, 1)),
                ResourceVector.of(Resource.TOKENS, used),
                0,
                leaseEndMillis,
                null,
                1));
    }

    /** Of four holds that are 1, 2, 3 and 4 s old, a half returns within 2 s. */
    @Test
    void whatLastsYetIsDistributedAsTheAges() {
        for (int seconds = 1; seconds <= 4; seconds++) {
            hold(seconds * 1_000, 100, 0, NOW + 60_000, OnExpiry.BOOK_TRACKED);
        }

        assertThat(holds.expectedAtMillis(Resource.TOKENS, 1)).hasValue(NOW + 1_000);
        assertThat(holds.expectedAtMillis(Resource.TOKENS, 200)).hasValue(NOW + 2_000);
        assertThat(holds.expectedAtMillis(Resource.TOKENS, 400)).hasValue(NOW + 4_000);
        assertThat(holds.expectedAtMillis(Resource.TOKENS, 401)).isEmpty();
    }

    @Test
    void whatIsUsedDoesNotReturnButSlotsDo() {
        hold(1_000, 100, 70, NOW + 5_000, OnExpiry.BOOK_TRACKED);
        hold(2_000, 100, 120, NOW + 9_000, OnExpiry.BOOK_TRACKED);

        assertThat(holds.expectedAtMillis(Resource.TOKENS, 30)).hasValue(NOW + 1_000);
        assertThat(holds.expectedAtMillis(Resource.TOKENS, 31)).isEmpty();
        assertThat(holds.expectedAtMillis(Resource.SLOTS, 2)).hasValue(NOW + 2_000);
        assertThat(holds.latestAtMillis(Resource.TOKENS, 30)).hasValue(NOW + 9_000);
    }

    @Test
    void aHoldThatItsExpiryBooksReturnsNothingByItself() {
        hold(1_000, 100, 0, NOW + 5_000, OnExpiry.BOOK_TRACKED);
        hold(2_000, 100, 0, NOW + 9_000, OnExpiry.BOOK_HELD);

        assertThat(holds.latestAtMillis(Resource.TOKENS, 100)).hasValue(NOW + 5_000);
        assertThat(holds.latestAtMillis(Resource.TOKENS, 101)).isEmpty();
        assertThat(holds.expectedAtMillis(Resource.TOKENS, 200)).hasValue(NOW + 2_000);
    }

    /** So many that a sample stands for them. */
    @Test
    void ofManyASampleTells() {
        for (int i = 0; i < 10_000; i++) {
            hold(i, 1, 0, NOW + 60_000, OnExpiry.BOOK_TRACKED);
        }

        assertThat(holds.expectedAtMillis(Resource.TOKENS, 5_000).orElseThrow()).isBetween(NOW + 3_000, NOW + 7_000);
        assertThat(holds.expectedAtMillis(Resource.TOKENS, 10_001)).isEmpty();
    }
}
