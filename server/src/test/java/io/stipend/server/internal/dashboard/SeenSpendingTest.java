package io.stipend.server.internal.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountView;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When lists say that an account runs out, from looks at its books. */
final class SeenSpendingTest {

    private static final long MINUTE = 60_000;
    private static final long NEVER = LimitPeriod.NO_END;

    private long now = 1_000_000 * MINUTE;
    private AccountView books = books(0, NEVER);
    private SeenSpending seen = SeenSpending.begin(books);

    /** A look every second, as so many credits are spent in each minute. */
    private void spend(int minutes, long perMinute, long periodEndsAtMillis) {
        for (int second = 0; second < 60 * minutes; second++) {
            now += 1_000;
            if (second % 60 == 30) {
                long before = books.periodEndsAtMillis() == periodEndsAtMillis
                        ? books.spent().credits()
                        : 0;
                look(before + perMinute, periodEndsAtMillis);
            } else {
                look(books.spent().credits(), books.periodEndsAtMillis());
            }
        }
    }

    private void look(long spent, long periodEndsAtMillis) {
        books = books(spent, periodEndsAtMillis);
        seen = seen.then(books, now);
    }

    private static AccountView books(long spent, long periodEndsAtMillis) {
        return new AccountView(
                AccountId.user("ana"),
                Limits.credits(Credits.ofUnits(10_000)),
                Set.of(),
                ResourceVector.ZERO,
                ResourceVector.ZERO,
                ResourceVector.ZERO,
                ResourceVector.of(Resource.CREDITS, spent),
                periodEndsAtMillis,
                1,
                null);
    }

    @Test
    void steadySpendingRunsOutWhenItsBudgetIsSpent() {
        spend(4, 100, NEVER);
        assertThat(seen.emptyAt(books, now)).as("four minutes say too little").isEmpty();

        spend(16, 100, NEVER);

        assertThat((double) seen.emptyAt(books, now).orElseThrow())
                .isCloseTo(now + 80.0 * MINUTE, within(2.0 * MINUTE));
    }

    @Test
    void whatWasSpentBeforeTheFirstLookIsNotSpentNow() {
        seen = SeenSpending.begin(books(9_000, NEVER));
        look(9_000, NEVER);
        now += 30 * MINUTE;
        look(9_000, NEVER);

        assertThat(seen.emptyAt(books, now)).isEmpty();
        assertThat(seen.trend()).as("nothing is kept of who spends nothing").isNull();
    }

    @Test
    void onlyWhatEndsBeforeThePeriodAndWithinAWeekRunsOut() {
        spend(20, 1, NEVER);
        assertThat(seen.emptyAt(books, now))
                .as("ten thousand minutes are just a week")
                .isPresent();
        AccountView ending = books(books.spent().credits(), now + 60 * MINUTE);
        assertThat(seen.emptyAt(ending, now)).as("its period ends before").isEmpty();
        spend(1, 0, NEVER);
        assertThat(seen.emptyAt(books, now)).as("more than a week").isEmpty();
    }

    @Test
    void aNewPeriodAndARefundDoNotDisturbTheTrend() {
        long first = now + 10 * MINUTE;
        long second = now + 600 * MINUTE;
        spend(10, 100, first);
        spend(10, 100, second);
        look(books.spent().credits() - 500, second);

        assertThat(books.spent().credits()).isEqualTo(500);
        assertThat((double) seen.emptyAt(books, now).orElseThrow())
                .isCloseTo(now + 95.0 * MINUTE, within(2.0 * MINUTE));
    }
}
