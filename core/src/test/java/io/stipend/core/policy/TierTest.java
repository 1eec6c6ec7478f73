package io.stipend.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.OnExpiry;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Tiers, their windows, and who has which. */
final class TierTest {

    private static final LimitPeriod DAILY = LimitPeriod.daily(ZoneOffset.UTC);
    private static final Limits TEN = Limits.credits(Credits.of(10));

    private static final Tier FREE = Tier.builder("free").build();
    private static final Tier PRO = Tier.builder("pro").concurrent(3).build();

    @Test
    void aTierLimitsNothingUnlessTold() {
        assertThat(FREE.terms()).isSameAs(AccountTerms.UNLIMITED);
        assertThat(FREE.windows()).isEmpty();
        assertThat(FREE.concurrent()).isEmpty();
        assertThat(FREE.leaseMillis()).isZero();
        assertThat(FREE.tooLarge(ResourceVector.of(Resource.TOKENS, 1L << 50))).isNull();
    }

    @Test
    void concurrentExecutionsAreALimitOfSlots() {
        AccountTerms terms = new AccountTerms(
                TEN.with(Resource.SLOTS, 9),
                ResourceVector.of(Resource.CREDITS, 5),
                LimitPeriod.monthly(ZoneOffset.UTC));
        Tier tier = Tier.builder("t").terms(terms).concurrent(2).build();

        assertThat(tier.terms().limits()).isEqualTo(TEN.with(Resource.SLOTS, 2));
        assertThat(tier.terms().overdraft()).isEqualTo(terms.overdraft());
        assertThat(tier.terms().period()).isEqualTo(terms.period());
        assertThat(tier.concurrent()).hasValue(2);
        assertThat(Tier.builder("t").terms(terms).build().concurrent()).hasValue(9);
    }

    @Test
    void theTermsOfAllAccountsAreTheSameListEachTime() {
        Tier tier = Tier.builder("t").window("daily", TEN, DAILY).build();

        assertThat(tier.allTerms())
                .isSameAs(tier.allTerms())
                .containsExactly(AccountTerms.UNLIMITED, new AccountTerms(TEN, ResourceVector.ZERO, DAILY));
    }

    @Test
    void theLargestReservationIsJudgedResourceByResource() {
        Tier tier = Tier.builder("t")
                .largest(Limits.of(Map.of(Resource.CREDITS, 50_000_000L, Resource.TOKENS, 100L)))
                .build();

        assertThat(tier.tooLarge(ResourceVector.of(50_000_000, 100, 9, 9, 9, 1)))
                .isNull();
        Rejection rejection = tier.tooLarge(ResourceVector.of(50_000_000, 101, 0, 0, 0, 1));
        assertThat(rejection)
                .isEqualTo(new Rejection(
                        Rejection.Code.RESERVATION_TOO_LARGE,
                        Resource.TOKENS,
                        null,
                        101,
                        100,
                        "the largest single reservation of tier 't' is 100 of TOKENS, 101 needed"));
    }

    @Test
    void badTiersAreRefusedByName() {
        Tier.Builder tier = Tier.builder("t").window("daily", TEN, DAILY);

        refused(() -> Tier.builder(" "), "tier is blank");
        refused(() -> tier.window("daily", TEN, DAILY), "'daily' twice");
        refused(() -> tier.window("a:b", TEN, DAILY), "'a:b' has a colon");
        refused(() -> tier.window("w".repeat(33), TEN, DAILY), "longer than 32 bytes");
        refused(() -> tier.largest(Limits.of(Map.of(Resource.SLOTS, 1L))), "slots");
        refused(() -> tier.concurrent(-1), "SLOTS");
        refused(() -> tier.lease(Duration.ZERO), "lease is PT0S");
        tier.window("2", TEN, DAILY).window("3", TEN, DAILY).window("4", TEN, DAILY);
        refused(() -> tier.window("5", TEN, DAILY), "more than 4 windows");
    }

    @Test
    void aWindowsAccountIsAnotherForEveryNameAndUser() {
        Tier.Window daily = new Tier.Window("daily", TEN, DAILY);

        AccountId account = daily.accountOf("acme", "x:ann");
        assertThat(account).isEqualTo(new AccountId("acme", AccountId.Kind.POOL, "window:daily:x:ann"));
    }

    @Test
    void aUserIdThatIsTooLongForAWindowIsRefused() {
        Tier.Window daily = new Tier.Window("daily", TEN, DAILY);

        assertThat(daily.accountOf("acme", "u".repeat(115)).name()).hasSize(128);
        refused(() -> daily.accountOf("acme", "u".repeat(116)), "too long for the window 'daily'");
        refused(() -> daily.accountOf("acme", "é".repeat(58)), "too long for the window 'daily'");
    }

    @Test
    void tiersWithTheSameValuesAreEqual() {
        Tier.Builder one = Tier.builder("t").concurrent(2).window("daily", TEN, DAILY);
        Tier.Builder other = Tier.builder("t").concurrent(2).window("daily", TEN, DAILY);

        assertThat(one.build()).isEqualTo(other.build()).hasSameHashCodeAs(other.build());
        assertThat(one.build()).isNotEqualTo(other.lease(Duration.ofSeconds(1)).build());
        assertThat(one.build()).isNotEqualTo(one.onExpiry(OnExpiry.BOOK_HELD).build());
        assertThat(one.build().toString()).contains("t", "daily", "SLOTS=2", "of the manager");
    }

    // Tables

    @Test
    void aTableKnowsWhoHasWhichTier() {
        TierTable table = new TierTable(
                TierTable.contents(FREE).assign("acme", "ann", "pro").tier(PRO).build());

        assertThat(table.tierOf("acme", "ann")).isSameAs(PRO);
        assertThat(table.tierOf("other", "ann")).isSameAs(FREE);
        assertThat(table.tierOf("acme", "bob")).isSameAs(FREE);
        assertThat(table.contents().standard()).isSameAs(FREE);
        assertThat(table.contents().tiers()).containsExactly(FREE, PRO);
    }

    @Test
    void aTablesContentsAreReplacedAtOnce() {
        TierTable table = new TierTable(
                TierTable.contents(FREE).tier(PRO).assign("acme", "ann", "pro").build());
        TierTable.Contents before = table.contents();
        Tier larger = Tier.builder("pro").concurrent(30).build();

        table.replace(before.toBuilder()
                .tier(larger)
                .standard("pro")
                .assign("acme", "bob", "free")
                .build());

        assertThat(table.tierOf("acme", "ann")).isSameAs(larger);
        assertThat(table.tierOf("acme", "bob")).isSameAs(FREE);
        assertThat(table.tierOf("acme", "cyd")).isSameAs(larger);
        table.replace(table.contents().toBuilder().unassign("acme", "bob").build());
        assertThat(table.tierOf("acme", "bob")).isSameAs(larger);
        assertThat(before.tierOf("acme", "ann")).isSameAs(PRO);
    }

    @Test
    void aTierThatIsAssignedMustBeDefined() {
        refused(() -> TierTable.contents(FREE).assign("acme", "ann", "por").build(), "'por' of user 'ann'", "[free]");
        refused(() -> TierTable.contents(FREE).standard("pro").build(), "'pro' of everybody else");
        refused(() -> TierTable.contents(FREE).assign("acme", "", "free"), "user id is blank");
    }

    private static void refused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(InvalidRequestException.class).hasMessageContainingAll(parts);
    }
}
