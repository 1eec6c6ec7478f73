package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.ReserveBuilder;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a reserve compares and does not keep: more that must fit than is held, and ceilings. */
public abstract class CeilingContract extends StoreContractPart {

    private AccountId user() {
        return fixture().user("u");
    }

    private AccountId pool() {
        return fixture().pool("p");
    }

    /** A reserve on the user, whose limit is 100. */
    private ReserveBuilder reserve(String id, long credits) {
        return fixture().reserve(id).on(user(), StoreFixture.limit(100)).credits(credits);
    }

    private Insufficient above(AccountId account, Resource resource, long needed, long available) {
        return new Insufficient(account, resource, needed, available, true);
    }

    // ---- fit and hold

    @Test
    @DisplayName("(1) what must fit must be available, to the unit; what is held is held, and no more")
    void holdsLessThanMustFit() {
        assertThat(reserve("no", 30).fit(Resource.CREDITS, 101).send())
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 101, 100));
        JournalEntry.Opened opened =
                reserve("yes", 30).fit(Resource.CREDITS, 100).opened();

        assertThat(opened.request().envelope()).isEqualTo(ResourceVector.of(Resource.CREDITS, 30));
        assertThat(fixture().available(user())).isEqualTo(70);
        assertThat(fixture().find(fixture().id("yes")).held().credits()).isEqualTo(30);
        assertThat(reserve("second", 1).fit(Resource.CREDITS, 71).send())
                .isEqualTo(new Insufficient(user(), Resource.CREDITS, 71, 70));
        reserve("third", 1).fit(Resource.CREDITS, 70).opened();
        assertThat(fixture().available(user())).isEqualTo(69);
    }

    @Test
    @DisplayName("(3) what must fit must fit on every account; what nothing is held of, too")
    void mustFitOnEveryAccount() {
        AccountTerms tight = AccountTerms.of(Limits.of(Map.of(Resource.CREDITS, 50L, Resource.TOKENS, 7L)));
        assertThat(reserve("r", 1).on(pool(), tight).fit(Resource.CREDITS, 51).send())
                .isEqualTo(new Insufficient(pool(), Resource.CREDITS, 51, 50));
        assertThat(reserve("r", 1).on(pool(), tight).fit(Resource.TOKENS, 8).send())
                .isEqualTo(new Insufficient(pool(), Resource.TOKENS, 8, 7));
        assertThat(fixture().reserved(user())).isZero();

        reserve("r", 1)
                .on(pool(), tight)
                .fit(Resource.CREDITS, 50)
                .fit(Resource.TOKENS, 7)
                .opened();
        assertThat(fixture().show(pool()).reserved()).isEqualTo(ResourceVector.of(Resource.CREDITS, 1));
    }

    @Test
    @DisplayName("(6) the answer, the journal, and a replay show the hold, and nothing of what was compared only")
    void forgetsWhatItCompared() {
        ReserveCommand held = reserve("r", 30).command();
        ReserveBuilder asked = reserve("r", 30).fit(Resource.CREDITS, 90).under(user(), Resource.CREDITS, 95);
        JournalEntry.Opened opened = asked.opened();

        assertThat(OutcomeAssertions.withoutTerms(opened.request())).isEqualTo(OutcomeAssertions.withoutTerms(held));
        ReserveContract.assertReplay(opened, asked.send());
        assertThat(fixture().journal().entries(fixture().tenant()))
                .filteredOn(JournalEntry.Opened.class::isInstance)
                .extracting(entry -> OutcomeAssertions.withoutTerms(((JournalEntry.Opened) entry).request()))
                .containsExactly(OutcomeAssertions.withoutTerms(held));
    }

    @Test
    @DisplayName("(4) a replay with another ceiling, or more that must fit, is the first answer again")
    void replaysUnderAnotherCeiling() {
        JournalEntry.Opened first =
                reserve("r", 30).under(user(), Resource.CREDITS, 30).opened();

        ReserveContract.assertReplay(first, reserve("r", 30).send());
        ReserveContract.assertReplay(
                first, reserve("r", 30).under(user(), Resource.CREDITS, 0).send());
        ReserveContract.assertReplay(
                first, reserve("r", 30).fit(Resource.CREDITS, 1_000).send());
        fixture().settled(fixture().id("r"), 30);
        ReserveContract.assertReplay(
                first, reserve("r", 30).under(user(), Resource.CREDITS, 1).send());
        assertThat(fixture().spent(user())).isEqualTo(30);
    }

    // ---- ceilings

    @Test
    @DisplayName("(1) reserved + spent + what must fit reaches a ceiling, to the unit, and does not pass it")
    void reachesTheCeiling() {
        fixture().open("spent", user(), 10);
        fixture().settled(fixture().id("spent"), 10);
        fixture().open("reserved", user(), 30);

        assertThat(reserve("no", 21).under(user(), Resource.CREDITS, 60).send())
                .isEqualTo(above(user(), Resource.CREDITS, 21, 20));
        assertThat(reserve("fit", 1)
                        .fit(Resource.CREDITS, 21)
                        .under(user(), Resource.CREDITS, 60)
                        .send())
                .isEqualTo(above(user(), Resource.CREDITS, 21, 20));
        reserve("yes", 20).under(user(), Resource.CREDITS, 60).opened();

        assertThat(fixture().available(user())).isEqualTo(40);
        assertThat(reserve("below", 1).under(user(), Resource.CREDITS, 50).send())
                .as("more is in use than the ceiling allows")
                .isEqualTo(above(user(), Resource.CREDITS, 1, -10));
    }

    @Test
    @DisplayName("(1) a ceiling is for its call alone: the next one has the whole limit")
    void isForOneCall() {
        assertThat(reserve("under", 51).under(user(), Resource.CREDITS, 50).send())
                .isEqualTo(above(user(), Resource.CREDITS, 51, 50));
        assertThat(fixture().show(user()).limits())
                .isEqualTo(StoreFixture.limit(100).limits());

        reserve("under", 100).opened();

        assertThat(fixture().available(user())).isZero();
    }

    @Test
    @DisplayName("(1) a ceiling also holds where there is no limit")
    void holdsWithoutLimit() {
        ReserveBuilder reserve = fixture()
                .reserve("r")
                .on(user(), AccountTerms.UNLIMITED)
                .hold(Resource.SLOTS, 1)
                .under(user(), Resource.SLOTS, 0);
        assertThat(reserve.send()).isEqualTo(above(user(), Resource.SLOTS, 1, 0));
        reserve.under(user(), Resource.SLOTS, 1).opened();

        assertThat(fixture().show(user()).reserved()).isEqualTo(ResourceVector.of(Resource.SLOTS, 1));
    }

    @Test
    @DisplayName("(3) each account has its own ceiling of each resource; the first one that is passed is named")
    void namesTheFirstCeiling() {
        ReserveBuilder reserve = reserve("r", 10)
                .on(pool(), StoreFixture.limit(100))
                .hold(Resource.TOKENS, 5)
                .hold(Resource.MEMORY, 5)
                .under(pool(), Resource.MEMORY, 4)
                .under(pool(), Resource.TOKENS, 4);
        assertThat(reserve.send()).isEqualTo(above(pool(), Resource.TOKENS, 5, 4));
        assertThat(reserve.under(user(), Resource.CREDITS, 9).send()).isEqualTo(above(user(), Resource.CREDITS, 10, 9));
        assertThat(fixture().reserved(user())).isZero();
        assertThat(fixture().reserved(pool())).isZero();
    }

    @Test
    @DisplayName("(3) the room of all accounts is judged before any ceiling")
    void ownRoomComesFirst() {
        assertThat(reserve("r", 10)
                        .on(pool(), StoreFixture.limit(9))
                        .under(user(), Resource.CREDITS, 1)
                        .under(pool(), Resource.CREDITS, 1)
                        .send())
                .isEqualTo(new Insufficient(pool(), Resource.CREDITS, 10, 9));
    }

    @Test
    @DisplayName("(1) a ceiling on what a reserve needs nothing of does not refuse it")
    void freeCallsGoOn() {
        fixture().open("r", user(), 50);

        reserve("free", 0)
                .hold(Resource.TOKENS, 1)
                .under(user(), Resource.CREDITS, 10)
                .opened();

        assertThat(fixture().show(user()).reserved().tokens()).isOne();
    }

    @Test
    @DisplayName("(5) due holds under a ceiling are expired before it refuses")
    void dueHoldsRefuseNobody() {
        fixture().open("due", user(), 40);
        fixture().outlive(fixture().id("due"));

        reserve("r", 50).under(user(), Resource.CREDITS, 50).opened();

        assertThat(fixture().reserved(user())).isEqualTo(50);
        assertThat(fixture().find(fixture().id("due")).isOpen()).isFalse();
    }

    @Test
    @DisplayName("(4) a refusal by a ceiling is not remembered, binds no step, and takes over the terms")
    void doesNotRememberARefusal() {
        assertThat(reserve("r", 10).step("s").under(user(), Resource.CREDITS, 9).send())
                .isEqualTo(above(user(), Resource.CREDITS, 10, 9));
        assertThat(fixture().store().find(fixture().id("r"))).isEmpty();
        assertThat(fixture().available(user())).isEqualTo(100);

        reserve("other", 10).step("s").opened();
        reserve("r", 5).under(user(), Resource.CREDITS, 15).opened();
        assertThat(fixture().reserved(user())).isEqualTo(15);
    }
}
