package io.stipend.server.internal.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.UsageSum;
import io.stipend.server.internal.dashboard.TierTrial.Outcome;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What other limits would have done. */
final class TierTrialTest {

    private static final long STEP = Duration.ofMinutes(30).toMillis();
    private static final long UNIT = Credits.of(1).units();

    private static final AccountTerms TWO_AN_HOUR =
            terms(Limits.credits(Credits.of(2)), LimitPeriod.hourly(ZoneOffset.UTC));
    private static final AccountTerms FIVE_A_DAY =
            terms(Limits.credits(Credits.of(5)), LimitPeriod.daily(ZoneOffset.UTC));

    private static AccountTerms terms(Limits limits, LimitPeriod period) {
        return new AccountTerms(limits, ResourceVector.ZERO, period);
    }

    private static UsageSum sum(String user, int step, double credits, long tokens) {
        return new UsageSum(step * STEP, user, 1, ResourceVector.of((long) (credits * UNIT), tokens, 0, 0, 0, 0));
    }

    private static List<Outcome> tried(List<AccountTerms> limits, UsageSum... sums) {
        TierTrial trial = new TierTrial(limits);
        List.of(sums).forEach(trial::add);
        return trial.outcomes();
    }

    private static Outcome outcome(String user, double spent, double would, int step, int by, Resource resource) {
        return new Outcome(
                user, (long) (spent * UNIT), (long) (would * UNIT), step < 0 ? -1 : step * STEP, by, resource);
    }

    @Test
    void whoReachesALimitSpendsNoMoreUntilItStartsAnew() {
        assertThat(tried(
                        List.of(TWO_AN_HOUR),
                        sum("ana", 0, 1.5, 0),
                        sum("ana", 1, 1.5, 0),
                        sum("ana", 2, 1.5, 0),
                        sum("ben", 2, 2, 0)))
                .containsExactly(outcome("ana", 4.5, 3.5, 1, 0, Resource.CREDITS), outcome("ben", 2, 2, -1, -1, null));
    }

    @Test
    void everyLimitHoldsAndTheFirstThatIsReachedIsNamed() {
        assertThat(tried(
                        List.of(TWO_AN_HOUR, FIVE_A_DAY),
                        sum("ana", 0, 2, 0),
                        sum("ana", 2, 2, 0),
                        sum("ana", 4, 2, 0),
                        sum("ana", 6, 2, 0),
                        sum("ana", 48, 1, 0)))
                .containsExactly(outcome("ana", 9, 6, 4, 1, Resource.CREDITS));
    }

    @Test
    void aLimitOfTokensCutsWhatIsPaidForThem() {
        AccountTerms tokens = terms(Limits.NONE.with(Resource.TOKENS, 1_000), LimitPeriod.NEVER);

        assertThat(tried(List.of(tokens), sum("ana", 0, 1, 500), sum("ana", 1, 4, 2_000), sum("ana", 2, 1, 1)))
                .containsExactly(outcome("ana", 6, 2, 1, 0, Resource.TOKENS));
    }

    @Test
    void whereNothingIsLimitedNobodyIsStopped() {
        assertThat(tried(
                        List.of(AccountTerms.UNLIMITED),
                        sum("ana", 0, 3, 7),
                        new UsageSum(0, null, 3, ResourceVector.ZERO)))
                .containsExactly(outcome("ana", 3, 3, -1, -1, null));
    }
}
