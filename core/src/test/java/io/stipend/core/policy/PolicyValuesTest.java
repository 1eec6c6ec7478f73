package io.stipend.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.check.Checks;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The small values of policy: estimates, limits, the manager's config, rejections. */
final class PolicyValuesTest {

    @Test
    void estimatesAreAsDocumented() {
        assertThat(ManagerConfig.Estimates.DEFAULT.toVector())
                .isEqualTo(ResourceVector.of(10_000_000, 1000, 5, 30_000, 0, 0));
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void estimatesRefuseBadAmountsByName() {
        Duration second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new ManagerConfig.Estimates(null, 1, 1, second))
                .hasMessageContaining("estimated cost is null");
        assertThatThrownBy(() -> new ManagerConfig.Estimates(Credits.ZERO, -1, 1, second))
                .hasMessageContaining("TOKENS");
        assertThatThrownBy(() -> new ManagerConfig.Estimates(Credits.ZERO, 1, Checks.MAX_AMOUNT + 1, second))
                .hasMessageContaining("API_CALLS");
        assertThatThrownBy(() -> new ManagerConfig.Estimates(Credits.ZERO, 1, 1, Duration.ofMillis(-1)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("estimated time is PT-0.001S");
        assertThatThrownBy(() -> new ManagerConfig.Estimates(Credits.ZERO, 1, 1, Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void usersHaveTenThousandCreditsUnlessPolicySaysOtherwise() {
        assertThat(LimitPolicy.DEFAULT.termsOf(AccountId.user("ann")))
                .isEqualTo(AccountTerms.credits(Credits.of(10_000)))
                .isSameAs(LimitPolicy.DEFAULT.termsOf(AccountId.user("bob")));
        assertThat(LimitPolicy.DEFAULT.termsOf(AccountId.swarm("s"))).isSameAs(AccountTerms.UNLIMITED);
        assertThat(LimitPolicy.DEFAULT.termsOf(AccountId.pool("p"))).isSameAs(AccountTerms.UNLIMITED);
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void kindsNotNamedAreUnlimited() {
        AccountTerms terms = AccountTerms.credits(Credits.of(5));
        LimitPolicy policy = LimitPolicy.perKind(Map.of(AccountId.Kind.POOL, terms));

        assertThat(policy.termsOf(AccountId.pool("p"))).isSameAs(terms);
        assertThat(policy.termsOf(AccountId.user("ann"))).isSameAs(AccountTerms.UNLIMITED);
        assertThat(LimitPolicy.perKind(Map.of()).termsOf(AccountId.user("ann"))).isSameAs(AccountTerms.UNLIMITED);
        assertThatThrownBy(() -> LimitPolicy.perKind(null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("terms is null");
    }

    @Test
    void configChangesOneThingAtATime() {
        ManagerConfig config = ManagerConfig.DEFAULT
                .withEfficiencyTarget(0.5)
                .withLease(Duration.ofSeconds(7))
                .withOverrunPolicy(OverrunPolicy.CAP)
                .withOnExpiry(OnExpiry.BOOK_HELD)
                .withThresholds(new ManagerConfig.Thresholds(0.5, 0.6))
                .withEstimates(new ManagerConfig.Estimates(Credits.ZERO, 0, 0, Duration.ZERO));

        assertThat(config)
                .isEqualTo(new ManagerConfig(
                        new ManagerConfig.Estimates(Credits.ZERO, 0, 0, Duration.ZERO),
                        new ManagerConfig.Thresholds(0.5, 0.6),
                        0.5,
                        Duration.ofSeconds(7),
                        OverrunPolicy.CAP,
                        OnExpiry.BOOK_HELD));
        assertThat(ManagerConfig.DEFAULT.onExpiry()).isEqualTo(OnExpiry.BOOK_TRACKED);
        assertThat(ManagerConfig.DEFAULT.lease()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void configRefusesBadValuesByName() {
        ManagerConfig config = ManagerConfig.DEFAULT;

        assertThatThrownBy(() -> config.withEfficiencyTarget(Double.NaN)).hasMessageContaining("efficiency target");
        assertThatThrownBy(() -> config.withThresholds(null)).hasMessageContaining("thresholds is null");
        assertThatThrownBy(() -> config.withEstimates(null)).hasMessageContaining("estimates is null");
        assertThatThrownBy(() -> config.withOverrunPolicy(null)).hasMessageContaining("overrun policy is null");
        assertThatThrownBy(() -> config.withLease(null)).hasMessageContaining("lease is null");
        for (Duration bad : new Duration[] {
            Duration.ZERO,
            Duration.ofNanos(999_999),
            Duration.ofMillis(-1),
            Duration.ofDays(30).plusNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(Long.MIN_VALUE)
        }) {
            assertThatThrownBy(() -> config.withLease(bad))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContainingAll("lease is " + bad, "from PT0.001S to PT720H");
        }
        assertThat(config.withLease(ManagerConfig.MIN_LEASE).lease()).isEqualTo(Duration.ofMillis(1));
        assertThat(config.withLease(ManagerConfig.MAX_LEASE).lease()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void anExhaustedAccountIsNamedWithItsNumbers() {
        assertThat(Rejection.exhausted(new Insufficient(AccountId.user("ann"), Resource.CREDITS, 10_000_000, -5)))
                .isEqualTo(new Rejection(
                        Rejection.Code.ACCOUNT_EXHAUSTED,
                        Resource.CREDITS,
                        AccountId.user("ann"),
                        10_000_000,
                        -5,
                        "account user:ann has -0.00000005 of CREDITS available, 0.10000000 needed"));
        assertThat(Rejection.exhausted(new Insufficient(AccountId.pool("p"), Resource.SLOTS, 1, 0))
                        .message())
                .isEqualTo("account pool:p has 0 of SLOTS available, 1 needed");
        assertThat(Rejection.exhausted(new Insufficient(AccountId.pool("p"), Resource.SLOTS, 2, -1, true)))
                .isEqualTo(new Rejection(
                        Rejection.Code.CEILING_REACHED,
                        Resource.SLOTS,
                        AccountId.pool("p"),
                        2,
                        -1,
                        "the ceiling of this request on account pool:p leaves -1 of SLOTS, 2 needed; the account itself has"
                                + " enough"));
    }

    @Test
    void aFrozenAccountOrTenantIsNamedWithWhoAndWhy() {
        assertThat(Rejection.of(new Frozen(AccountId.user("ann"), "ops: card stolen")))
                .isEqualTo(new Rejection(
                        Rejection.Code.ACCOUNT_FROZEN,
                        null,
                        AccountId.user("ann"),
                        0,
                        0,
                        "account user:ann is frozen (ops: card stolen)"));
        assertThat(Rejection.of(new Frozen(AccountId.ofTenant("acme"), "ops: unpaid"))
                        .message())
                .isEqualTo("tenant acme is frozen (ops: unpaid)");
    }
}
