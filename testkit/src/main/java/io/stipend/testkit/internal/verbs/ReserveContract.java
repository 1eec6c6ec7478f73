package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.fixture.BooksAudit;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.ReserveBuilder;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reserve: all accounts or none, the order of the checks, the edges of a balance, replay and conflict. */
public abstract class ReserveContract extends StoreContractPart {

    @Test
    @DisplayName("(1, 2) a reserve holds its envelope until it is closed")
    void holdsTheEnvelope() {
        AccountId user = fixture().user("u");

        JournalEntry.Opened opened = fixture()
                .reserve("r")
                .on(user, StoreFixture.limit(100))
                .credits(30)
                .hold(Resource.TOKENS, 7)
                .hold(Resource.MEMORY, 5)
                .hold(Resource.SLOTS, 1)
                .opened();

        assertThat(opened.sequence()).isOne();
        assertThat(opened.expiresAtMillis()).isEqualTo(opened.atMillis() + StoreFixture.LEASE.toMillis());
        assertThat(fixture().show(user).reserved()).isEqualTo(ResourceVector.of(30, 7, 0, 0, 5, 1));
        assertThat(fixture().available(user)).isEqualTo(70);
        assertThat(fixture().spent(user)).isZero();
    }

    @Test
    @DisplayName("(3) what is held can be found as it was asked for")
    void findsWhatIsHeld() {
        JournalEntry.Opened opened = fixture()
                .reserve("r")
                .on(fixture().user("u"), StoreFixture.limit(100))
                .on(fixture().pool("p"), AccountTerms.UNLIMITED)
                .credits(30)
                .swarm("w")
                .step("s")
                .attribute("key", "value")
                .opened();

        ReservationSnapshot found = fixture().find(fixture().id("r"));
        assertThat(found.isOpen()).isTrue();
        assertThat(found.header()).isEqualTo(opened.header());
        assertThat(found.header().swarmId()).isEqualTo("w");
        assertThat(found.stepId()).isEqualTo("s");
        assertThat(found.attributes()).isEqualTo(Map.of("key", "value"));
        assertThat(found.held()).isEqualTo(ResourceVector.of(Resource.CREDITS, 30));
        assertThat(found.used()).isEqualTo(ResourceVector.ZERO);
        assertThat(found.peak()).isZero();
        assertThat(found.expiresAtMillis()).isEqualTo(opened.expiresAtMillis());
        assertThat(found.sequence()).isOne();
        assertThat(fixture().store().find(fixture().id("other"))).isEmpty();
    }

    @Test
    @DisplayName("(3) every account of the path is held on, up to eight")
    void holdsOnEightAccounts() {
        ReserveBuilder reserve = fixture().reserve("r").credits(10);
        for (int i = 0; i < 8; i++) {
            reserve.on(fixture().pool("p" + i), StoreFixture.limit(10));
        }

        reserve.opened();

        for (int i = 0; i < 8; i++) {
            assertThat(fixture().available(fixture().pool("p" + i))).isZero();
        }
    }

    @Test
    @DisplayName("(3) an account with too little leaves all others untouched, wherever it stands on the path")
    void holdsOnNoneWhenOneHasTooLittle() {
        for (int poor = 0; poor < 3; poor++) {
            ReserveBuilder reserve = fixture().reserve("r" + poor).credits(10);
            for (int i = 0; i < 3; i++) {
                reserve.on(fixture().pool(poor + "-" + i), StoreFixture.limit(i == poor ? 9 : 10));
            }

            AccountId short_ = fixture().pool(poor + "-" + poor);
            assertThat(reserve.send()).isEqualTo(new Insufficient(short_, Resource.CREDITS, 10, 9));

            for (int i = 0; i < 3; i++) {
                assertThat(fixture().reserved(fixture().pool(poor + "-" + i))).isZero();
            }
            assertThat(fixture().store().find(fixture().id("r" + poor))).isEmpty();
        }
    }

    @Test
    @DisplayName("(3) accounts are checked in the order of the path, then resources in their order")
    void namesTheFirstLack() {
        AccountTerms tight = AccountTerms.of(Limits.of(
                Map.of(Resource.TOKENS, 1L, Resource.API_CALLS, 1L, Resource.COMPUTE_TIME, 1L, Resource.MEMORY, 1L)));
        ReserveBuilder reserve = fixture()
                .reserve("r")
                .on(fixture().pool("rich"), AccountTerms.UNLIMITED)
                .on(fixture().pool("second"), tight)
                .on(fixture().user("third"), StoreFixture.limit(0))
                .credits(2)
                .hold(Resource.MEMORY, 2)
                .hold(Resource.API_CALLS, 2);

        assertThat(reserve.send()).isEqualTo(new Insufficient(fixture().pool("second"), Resource.API_CALLS, 2, 1));
    }

    @Test
    @DisplayName("(1) a balance of exactly zero is zero: the last unit can be held, and nothing beyond")
    void reservesToExactlyZero() {
        AccountId user = fixture().user("u");
        fixture().open("all", user, 100);

        assertThat(fixture().available(user)).isZero();
        assertThat(fixture()
                        .reserve("more")
                        .on(user, StoreFixture.limit(100))
                        .credits(1)
                        .send())
                .isEqualTo(new Insufficient(user, Resource.CREDITS, 1, 0));
        fixture().reserve("nothing").on(user, StoreFixture.limit(100)).opened();
        assertThat(fixture().available(user)).isZero();
    }

    @Test
    @DisplayName("(1) a limit of zero allows nothing but nothing")
    void limitOfZero() {
        AccountId user = fixture().user("u");

        assertThat(fixture()
                        .reserve("one")
                        .on(user, StoreFixture.limit(0))
                        .credits(1)
                        .send())
                .isEqualTo(new Insufficient(user, Resource.CREDITS, 1, 0));
        fixture().reserve("none").on(user, StoreFixture.limit(0)).opened();
    }

    @Test
    @DisplayName("(1) a resource without a limit is counted, never refused")
    void countsWhatIsUnlimited() {
        AccountId user = fixture().user("u");
        fixture()
                .reserve("r")
                .on(user, StoreFixture.limit(1))
                .hold(Resource.TOKENS, 1_000_000_000_000L)
                .opened();

        assertThat(fixture().show(user).reserved().tokens()).isEqualTo(1_000_000_000_000L);
        assertThat(fixture().show(user).available(Resource.TOKENS)).isEmpty();
    }

    @Test
    @DisplayName("(1) overdraft may be reserved, to the unit")
    void reservesOverdraft() {
        AccountId user = fixture().user("u");
        AccountTerms terms = new AccountTerms(
                Limits.of(Map.of(Resource.CREDITS, 100L)), ResourceVector.of(Resource.CREDITS, 20), LimitPeriod.NEVER);

        assertThat(fixture().reserve("no").on(user, terms).credits(121).send())
                .isEqualTo(new Insufficient(user, Resource.CREDITS, 121, 120));
        fixture().reserve("yes").on(user, terms).credits(120).opened();

        assertThat(fixture().available(user)).isEqualTo(-20);
        assertThat(fixture().show(user).debt(Resource.CREDITS)).isEqualTo(20);
        fixture().reserve("nothing").on(user, terms).opened();
        assertThat(fixture().reserve("more").on(user, terms).credits(1).send())
                .isEqualTo(new Insufficient(user, Resource.CREDITS, 1, 0));
    }

    @Test
    @DisplayName(
            "(1) a resource that a reserve needs nothing of does not refuse it, whatever the debt; others still do")
    void freeCallsGoOn() {
        AccountId user = fixture().user("u");
        AccountTerms terms = AccountTerms.of(Limits.of(Map.of(Resource.CREDITS, 100L, Resource.TOKENS, 50L)));
        fixture().reserve("debt").on(user, terms).credits(100).opened();
        fixture().settled(fixture().id("debt"), 101);

        fixture().reserve("nothing").on(user, terms).opened();
        fixture().reserve("tokens").on(user, terms).hold(Resource.TOKENS, 50).opened();
        assertThat(fixture()
                        .reserve("more tokens")
                        .on(user, terms)
                        .hold(Resource.TOKENS, 1)
                        .send())
                .isEqualTo(new Insufficient(user, Resource.TOKENS, 1, 0));
        assertThat(fixture().reserve("credits").on(user, terms).credits(1).send())
                .isEqualTo(new Insufficient(user, Resource.CREDITS, 1, -1));

        assertThat(fixture().show(user).reserved()).isEqualTo(ResourceVector.of(Resource.TOKENS, 50));
        assertThat(fixture().available(user)).isEqualTo(-1);
    }

    @Test
    @DisplayName("(2) a reservation without accounts holds nothing, and is kept all the same")
    void emptyPath() {
        fixture().reserve("r").credits(30).opened();

        assertThat(fixture().find(fixture().id("r")).held().credits()).isEqualTo(30);
        assertThat(BooksAudit.accounts(fixture().accounts(), fixture().tenant()))
                .isEmpty();
    }

    @Test
    @DisplayName("(1) no sum passes the largest amount, limited or not")
    void refusesBeyondTheLargestAmount() {
        for (AccountTerms terms : new AccountTerms[] {AccountTerms.UNLIMITED, StoreFixture.limit(Checks.MAX_AMOUNT)}) {
            AccountId user = fixture().user("u" + terms.limits());
            String id = "r" + terms.limits();
            fixture()
                    .reserve(id + "1")
                    .on(user, terms)
                    .credits(Checks.MAX_AMOUNT - 1)
                    .opened();

            assertThat(fixture().reserve(id + "2").on(user, terms).credits(2).send())
                    .isEqualTo(new Insufficient(user, Resource.CREDITS, 2, 1));
            fixture().reserve(id + "3").on(user, terms).credits(1).opened();

            assertThat(fixture().reserved(user)).isEqualTo(Checks.MAX_AMOUNT);
        }
    }

    @Test
    @DisplayName("(4) the same reserve again is the first answer again, and holds nothing more")
    void replays() {
        AccountId user = fixture().user("u");
        ReserveBuilder reserve = fixture()
                .reserve("r")
                .on(user, StoreFixture.limit(100))
                .credits(60)
                .step("s")
                .attribute("k", "v");
        JournalEntry.Opened first = reserve.opened();
        fixture().advance(Duration.ofSeconds(5));

        assertReplay(first, reserve.send());
        assertThat(fixture().reserved(user)).isEqualTo(60);
    }

    @Test
    @DisplayName("(4) terms are no part of a reserve's payload")
    void replaysWithOtherTerms() {
        AccountId user = fixture().user("u");
        JournalEntry.Opened first = fixture().open("r", user, 60);

        assertReplay(
                first,
                fixture()
                        .reserve("r")
                        .on(user, StoreFixture.limit(7))
                        .credits(60)
                        .send());
        assertThat(fixture().available(user))
                .as("a replay does not take over terms")
                .isEqualTo(40);
    }

    @Test
    @DisplayName("(4) a reserve is replayed also when the reservation is closed, or due, meanwhile")
    void replaysAfterTheClose() {
        AccountId user = fixture().user("u");
        JournalEntry.Opened settled = fixture().open("settled", user, 10);
        fixture().settled(fixture().id("settled"), 5);
        JournalEntry.Opened due = fixture()
                .reserve("due")
                .on(user, StoreFixture.limit(100))
                .credits(20)
                .step("s")
                .opened();
        fixture().outlive(fixture().id("due"));

        assertReplay(
                settled,
                fixture()
                        .reserve("settled")
                        .on(user, StoreFixture.limit(100))
                        .credits(10)
                        .send());
        assertReplay(
                due,
                fixture()
                        .reserve("due")
                        .on(user, StoreFixture.limit(100))
                        .credits(20)
                        .step("s")
                        .send());

        assertThat(fixture().find(fixture().id("due")).isOpen())
                .as("a replay looks at nothing else, not even at the lease")
                .isTrue();
        assertThat(fixture().reserved(user)).isEqualTo(20);
    }

    @Test
    @DisplayName("(4) the same id with any other payload is a conflict, and changes nothing")
    void conflicts() {
        AccountId user = fixture().user("u");
        fixture().reserve("r").on(user, StoreFixture.limit(100)).credits(60).opened();
        ReserveOutcome conflict = new Refusal.Conflict();

        assertThat(same(user).credits(61).send()).isEqualTo(conflict);
        assertThat(same(user).hold(Resource.TOKENS, 1).send()).isEqualTo(conflict);
        assertThat(same(user).lease(StoreFixture.LEASE.plusMillis(1)).send()).isEqualTo(conflict);
        assertThat(same(user).step("s").send()).isEqualTo(conflict);
        assertThat(same(user).swarm("w").send()).isEqualTo(conflict);
        assertThat(same(user).attribute("k", "v").send()).isEqualTo(conflict);
        assertThat(same(user).on(fixture().pool("p"), StoreFixture.limit(100)).send())
                .isEqualTo(conflict);
        assertThat(same(fixture().user("other")).send()).isEqualTo(conflict);

        assertThat(fixture().reserved(user)).isEqualTo(60);
        assertThat(fixture().accounts().show(fixture().pool("p"))).isEmpty();
        assertThat(fixture().find(fixture().id("r")).stepId()).isNull();
    }

    @Test
    @DisplayName("(4) the same request is a replay, open or closed, though policy made another command of it")
    void policyMayHaveChangedInBetween() {
        AccountId user = fixture().user("u");
        JournalEntry.Opened first = asked(1).on(user, StoreFixture.limit(100))
                .credits(60)
                .step("s")
                .attribute("k", "v")
                .opened();
        ReserveBuilder another = asked(1).on(user, StoreFixture.limit(10))
                .on(fixture().pool("new"), StoreFixture.limit(0))
                .credits(70)
                .lease(StoreFixture.LEASE.multipliedBy(2));

        assertReplay(first, another.send());
        fixture().tracked(fixture().id("r"), "t", StoreFixture.credits(1));
        OutcomeAssertions.extended(fixture().extend(fixture().id("r"), "e", 5));
        assertReplay(first, another.send());
        fixture().settled(fixture().id("r"), 60);
        assertReplay(first, another.send());

        assertThat(fixture().show(user).limits())
                .isEqualTo(StoreFixture.limit(100).limits());
        assertThat(fixture().accounts().show(fixture().pool("new"))).isEmpty();
        assertThat(fixture().spent(user)).isEqualTo(60);
    }

    @Test
    @DisplayName("(4) another request is a conflict, though policy made the same command of it")
    void policyMayMakeTheSameOfAnotherRequest() {
        AccountId user = fixture().user("u");
        asked(1).on(user, StoreFixture.limit(100)).credits(60).opened();

        assertThat(asked(2).on(user, StoreFixture.limit(100)).credits(60).send())
                .isEqualTo(new Refusal.Conflict());

        assertThat(fixture().reserved(user)).isEqualTo(60);
    }

    private ReserveBuilder asked(long request) {
        return fixture().reserve("r").fingerprint(request);
    }

    @Test
    @DisplayName("(4) a refused reserve is not remembered: it may succeed later, or ask for something else")
    void doesNotRememberARefusal() {
        AccountId user = fixture().user("u");
        fixture().open("other", user, 60);
        ReserveBuilder reserve =
                fixture().reserve("r").on(user, StoreFixture.limit(100)).credits(60);
        assertThat(reserve.send()).isInstanceOf(Insufficient.class);

        fixture().release(fixture().id("other"));
        ReserveCommand command = reserve.command();
        OutcomeAssertions.reserved(fixture().store().reserve(command));

        assertThat(fixture().reserved(user)).isEqualTo(60);
    }

    @Test
    @DisplayName("(3) a refused reserve still takes over the terms, and its accounts exist")
    void aRefusalTakesOverTerms() {
        AccountId user = fixture().user("u");
        AccountId pool = fixture().pool("p");

        assertThat(fixture()
                        .reserve("r")
                        .on(user, StoreFixture.limit(5))
                        .on(pool, StoreFixture.limit(50))
                        .credits(10)
                        .send())
                .isEqualTo(new Insufficient(user, Resource.CREDITS, 10, 5));

        assertThat(fixture().available(user)).isEqualTo(5);
        assertThat(fixture().available(pool)).isEqualTo(50);
        assertThat(fixture().store().find(fixture().id("r"))).isEmpty();
    }

    @Test
    @DisplayName("(1) new terms take effect with the reserve that brings them")
    void newTermsTakeEffectAtOnce() {
        AccountId user = fixture().user("u");
        fixture().open("r", user, 60);

        assertThat(fixture()
                        .reserve("less")
                        .on(user, StoreFixture.limit(50))
                        .credits(1)
                        .send())
                .isEqualTo(new Insufficient(user, Resource.CREDITS, 1, -10));
        fixture().reserve("more").on(user, StoreFixture.limit(200)).credits(140).opened();

        assertThat(fixture().available(user)).isZero();
    }

    private ReserveBuilder same(AccountId user) {
        return fixture().reserve("r").on(user, StoreFixture.limit(100)).credits(60);
    }

    static void assertReplay(JournalEntry.Opened first, ReserveOutcome again) {
        ReserveOutcome.Reserved replay = OutcomeAssertions.as(ReserveOutcome.Reserved.class, again);
        assertThat(replay.replayed()).isTrue();
        assertThat(replay.entry().header()).isEqualTo(first.header());
        assertThat(replay.entry().expiresAtMillis()).isEqualTo(first.expiresAtMillis());
        OutcomeAssertions.assertSameRequest(replay.entry(), first);
    }
}
