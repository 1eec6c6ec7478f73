package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.JournalEntry.AccountChanged;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.faults.FreezeScenario;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Accounts and tenants that are frozen: nothing new is held, and what is held goes on. */
public abstract class FreezeContract extends StoreContractPart {

    private static final String WHO_AND_WHY = "ops: card stolen";

    @Test
    @DisplayName("a reserve on a frozen account is refused, with who froze it and why; nothing is held")
    void refusesReserves() {
        fixture().open("before", user(), 10);

        AccountChanged entry = freeze("1", user());

        assertThat(entry.change()).isEqualTo(AccountChange.FROZEN);
        assertThat(entry.reason()).isEqualTo(WHO_AND_WHY);
        assertThat(entry.resource()).isEqualTo(Resource.CREDITS);
        assertThat(entry.limit()).isEqualTo(100);
        assertThat(entry.allowanceDelta()).isZero();
        assertThat(entry.spentDelta()).isZero();
        assertThat(fixture().show(user()).frozen()).isEqualTo(WHO_AND_WHY);
        assertThat(fixture().show(user()).sequence()).isEqualTo(entry.sequence());
        assertThat(fixture().journal().entries(user())).last().isEqualTo(entry);
        assertThat(reserve("new", user(), 5)).isEqualTo(new Frozen(user(), WHO_AND_WHY));
        assertThat(reserve("nothing", user(), 0)).isEqualTo(new Frozen(user(), WHO_AND_WHY));
        assertThat(fixture().reserved(user())).isEqualTo(10);
        assertThat(fixture().store().find(fixture().id("new"))).isEmpty();
    }

    @Test
    @DisplayName("one frozen account of a path is enough, and others are not touched")
    void oneOfAPath() {
        AccountId pool = fixture().pool("p");
        fixture().open("before", pool, 10);
        freeze("1", pool);

        assertThat(fixture()
                        .reserve("both")
                        .on(user(), StoreFixture.limit(100))
                        .on(pool, StoreFixture.limit(100))
                        .credits(5)
                        .send())
                .isEqualTo(new Frozen(pool, WHO_AND_WHY));
        fixture().open("alone", user(), 5);

        assertThat(fixture().reserved(user())).isEqualTo(5);
        assertThat(fixture().reserved(pool)).isEqualTo(10);
    }

    @Test
    @DisplayName("that an account is frozen is told before that one has too little")
    void isToldFirst() {
        AccountId pool = fixture().pool("p");
        fixture().open("before", user(), 100);
        freeze("1", pool);

        assertThat(fixture()
                        .reserve("both")
                        .on(user(), StoreFixture.limit(100))
                        .on(pool, StoreFixture.limit(100))
                        .credits(5)
                        .send())
                .isEqualTo(new Frozen(pool, WHO_AND_WHY));
        assertThat(reserve("alone", user(), 5)).isEqualTo(new Insufficient(user(), Resource.CREDITS, 5, 0));
    }

    @Test
    @DisplayName("an extension that holds more is refused; one of the lease alone is not")
    void refusesExtensions() {
        fixture().open("r", user(), 10);
        freeze("1", user());

        assertThat(fixture().extend(fixture().id("r"), "more", 5)).isEqualTo(new Frozen(user(), WHO_AND_WHY));
        long lease = Duration.ofHours(1).toMillis();
        long expiresAt = OutcomeAssertions.extended(fixture()
                        .store()
                        .extend(new ExtendCommand(
                                fixture().id("r"), StoreFixture.op("longer"), ResourceVector.ZERO, lease)))
                .expiresAtMillis();

        assertThat(expiresAt)
                .isGreaterThanOrEqualTo(
                        fixture().find(fixture().id("r")).header().openedAtMillis() + lease);
        assertThat(fixture().reserved(user())).isEqualTo(10);
    }

    @Test
    @DisplayName("an extension that only gives back goes on; one that would take whatever there is does not")
    void judgesWhatIsAskedFor() {
        fixture().open("r", user(), 10);
        ResourceVector four = ResourceVector.of(Resource.CREDITS, 4);
        HoldChange whateverThereIs = HoldChange.more(four).atLeast(ResourceVector.ZERO);
        for (AccountId frozen : List.of(user(), tenant())) {
            freeze("1", frozen);
            assertThat(fixture().extend(fixture().id("r"), "more in " + frozen.kind(), whateverThereIs))
                    .isEqualTo(new Frozen(frozen, WHO_AND_WHY));
            OutcomeAssertions.extended(
                    fixture().extend(fixture().id("r"), "less in " + frozen.kind(), HoldChange.less(four)));
            unfreeze("2", frozen);
        }

        assertThat(fixture().reserved(user())).isEqualTo(2);
    }

    @Test
    @DisplayName("reports, settlements, releases and expiries go on, late and beyond the hold as well")
    void whatIsHeldGoesOn() {
        for (String id : List.of("settled", "released", "expired")) {
            fixture().open(id, user(), 10);
        }
        freeze("1", user());

        fixture().tracked(fixture().id("settled"), "report", StoreFixture.credits(4));
        assertThat(OutcomeAssertions.closed(fixture()
                                .settle(fixture().id("settled"), StoreFixture.credits(12), OverrunPolicy.CHARGE))
                        .charged()
                        .credits())
                .isEqualTo(12);
        OutcomeAssertions.closed(fixture().release(fixture().id("released")));
        fixture().tracked(fixture().id("expired"), "report", StoreFixture.credits(3));
        fixture().outlive(fixture().id("expired"));
        fixture().expireAll();
        assertThat(fixture().find(fixture().id("expired")).closing())
                .satisfies(closing -> assertThat(closing.kind()).isEqualTo(CloseKind.EXPIRED));
        assertThat(fixture().settled(fixture().id("expired"), 5).late()).isTrue();

        assertThat(fixture().spent(user())).isEqualTo(17);
        assertThat(fixture().reserved(user())).isZero();
        assertThat(fixture().show(user()).frozen()).isEqualTo(WHO_AND_WHY);
    }

    @Test
    @DisplayName("unfrozen, an account is held on as before; what was refused is not remembered")
    void unfreezes() {
        fixture().open("r", user(), 10);
        freeze("1", user());
        assertThat(reserve("new", user(), 5)).isInstanceOf(Frozen.class);
        assertThat(fixture().extend(fixture().id("r"), "more", 5)).isInstanceOf(Frozen.class);

        AccountChanged entry = unfreeze("2", user());

        assertThat(entry.change()).isEqualTo(AccountChange.UNFROZEN);
        assertThat(entry.reason()).isEqualTo("ops: new card");
        assertThat(entry.allowanceDelta()).isZero();
        assertThat(fixture().show(user()).frozen()).isNull();
        OutcomeAssertions.reserved(reserve("new", user(), 5));
        OutcomeAssertions.extended(fixture().extend(fixture().id("r"), "more", 5));
        assertThat(fixture().reserved(user())).isEqualTo(20);
    }

    @Test
    @DisplayName("(4) what was done before it was frozen is answered again")
    void replays() {
        fixture().open("r", user(), 10);
        OutcomeAssertions.extended(fixture().extend(fixture().id("r"), "more", 5));
        freeze("1", user());
        freeze("1", tenant());

        assertThat(reserve("r", user(), 10))
                .isInstanceOfSatisfying(
                        ReserveOutcome.Reserved.class,
                        again -> assertThat(again.replayed()).isTrue());
        assertThat(fixture().extend(fixture().id("r"), "more", 5))
                .isInstanceOfSatisfying(
                        ExtendOutcome.Extended.class,
                        again -> assertThat(again.replayed()).isTrue());
    }

    @Test
    @DisplayName("(4) freezing and unfreezing are done once; the same id for anything else is a conflict")
    void isDoneOnce() {
        AccountOutcome conflict = new Refusal.Conflict();
        AccountChanged first = freeze("op", user());
        unfreeze("other", user());

        assertThat(apply(new AccountCommand.Freeze(user(), StoreFixture.op("op"), "ops", "card stolen")))
                .isEqualTo(new AccountOutcome.Changed(first, true));
        assertThat(fixture().show(user()).frozen())
                .as("a second try freezes nothing again")
                .isNull();
        assertThat(apply(new AccountCommand.Freeze(user(), StoreFixture.op("op"), "eve", "card stolen")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.Unfreeze(user(), StoreFixture.op("op"), "ops", "card stolen")))
                .isEqualTo(conflict);
        assertThat(apply(new AccountCommand.Grant(
                        user(), StoreFixture.op("op"), Resource.CREDITS, 5, "ops: card stolen")))
                .isEqualTo(conflict);
        assertThat(fixture().show(user()).sequence()).isEqualTo(2);
    }

    @Test
    @DisplayName("(6) freezing what is frozen changes who and why; unfreezing what is not is a change all the same")
    void eachIsAChange() {
        unfreeze("1", user());
        freeze("2", user());
        change(new AccountCommand.Freeze(user(), StoreFixture.op("3"), "audit", "case 7"));

        assertThat(fixture().show(user()).frozen()).isEqualTo("audit: case 7");
        assertThat(reserve("r", user(), 1)).isEqualTo(new Frozen(user(), "audit: case 7"));
        assertThat(fixture().journal().entries(user()))
                .filteredOn(entry -> entry.change() != AccountChange.TERMS)
                .extracting(AccountChanged::change)
                .containsExactly(AccountChange.UNFROZEN, AccountChange.FROZEN, AccountChange.FROZEN);
    }

    @Test
    @DisplayName("(5) a new period, a grant and a limit leave it frozen")
    void staysFrozen() {
        AccountTerms hourly = new AccountTerms(
                Limits.of(Map.of(Resource.CREDITS, 100L)), ResourceVector.ZERO, LimitPeriod.hourly(ZoneOffset.UTC));
        fixture().reserve("r").on(user(), hourly).credits(10).opened();
        fixture().settled(fixture().id("r"), 10);
        freeze("1", user());
        fixture().advance(Duration.ofHours(1));
        change(new AccountCommand.Grant(user(), StoreFixture.op("2"), Resource.CREDITS, 5, "why"));
        change(new AccountCommand.SetLimit(user(), StoreFixture.op("3"), Resource.CREDITS, 70, "why"));

        assertThat(fixture().reserve("new").on(user(), hourly).credits(1).send())
                .isEqualTo(new Frozen(user(), WHO_AND_WHY));

        assertThat(fixture().spent(user())).isZero();
        assertThat(fixture().show(user()).frozen()).isEqualTo(WHO_AND_WHY);
    }

    @Test
    @DisplayName("an account that nobody has named yet can be frozen")
    void beforeItsFirstReserve() {
        freeze("1", user());

        assertThat(reserve("r", user(), 1)).isEqualTo(new Frozen(user(), WHO_AND_WHY));
    }

    @Test
    @DisplayName("a frozen tenant refuses every reserve and extension, on new accounts and on none as well")
    void freezesATenant() {
        fixture().open("r", user(), 10);
        ReservationId free =
                fixture().reserve("free").credits(3).opened().header().id();

        freeze("1", tenant());

        Frozen frozen = new Frozen(tenant(), WHO_AND_WHY);
        assertThat(reserve("new", user(), 5)).isEqualTo(frozen);
        assertThat(reserve("unknown", fixture().user("unknown"), 5)).isEqualTo(frozen);
        assertThat(fixture().reserve("none").credits(1).send()).isEqualTo(frozen);
        assertThat(fixture().extend(fixture().id("r"), "more", 5)).isEqualTo(frozen);
        assertThat(fixture().extend(free, "more", 5)).isEqualTo(frozen);
        assertThat(fixture().reserve("step").step("s").credits(1).send()).isEqualTo(frozen);
        assertThat(fixture().extend(fixture().id("r"), "nothing", 0)).isNotInstanceOf(Frozen.class);
        fixture().tracked(fixture().id("r"), "report", StoreFixture.credits(4));
        fixture().settled(fixture().id("r"), 4);
        fixture().settled(free, 3);
        assertThat(fixture().reserved(user())).isZero();
        assertThat(fixture().spent(user())).isEqualTo(4);
        StoreFixture other = new StoreFixture(fixture().harness());
        other.open("r", other.user("u"), 1);

        unfreeze("2", tenant());

        OutcomeAssertions.reserved(reserve("new", user(), 5));
        fixture().reserve("none").credits(1).opened();
    }

    @Test
    @DisplayName("a tenant's own account is shown and listed after all others, and has nothing but that it is frozen")
    void showsATenant() {
        assertThat(fixture().accounts().show(tenant())).isEmpty();
        fixture().open("r", fixture().pool("z"), 10);

        AccountChanged entry = freeze("1", tenant());

        AccountView view = fixture().show(tenant());
        assertThat(view.frozen()).isEqualTo(WHO_AND_WHY);
        assertThat(view.sequence()).isOne();
        assertThat(view.limits().limitAnything()).isFalse();
        assertThat(fixture().accounts().list(fixture().tenant(), null, 10))
                .containsExactly(fixture().show(fixture().pool("z")), view);
        assertThat(fixture().journal().entries(tenant())).containsExactly(entry);
    }

    @Test
    @DisplayName("(9) nothing is held on a tenant's own account, and nothing of it can be limited")
    void holdsNothing() {
        assertThatThrownBy(() -> AccountPath.of(List.of(tenant())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("tenant:" + fixture().tenant());
        assertThatThrownBy(() -> new AccountCommand.Grant(tenant(), StoreFixture.op("1"), Resource.CREDITS, 5, "why"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("can only be frozen");
        assertThatThrownBy(() -> new AccountId(fixture().tenant(), AccountId.Kind.TENANT, "other"))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    @DisplayName("once an account is frozen, no reserve and no extension succeeds until it is unfrozen")
    void racesWithReserves() throws Exception {
        race().raceWithAccount();
    }

    @Test
    @DisplayName("once a tenant is frozen, no reserve and no extension succeeds until it is unfrozen")
    void racesInATenant() throws Exception {
        race().raceWithTenant();
    }

    private FreezeScenario race() {
        StoreAdapter store = fixture().harness().adapter();
        return new FreezeScenario(store, store, fixture().tenant() + "-race");
    }

    private ReserveOutcome reserve(String id, AccountId account, long credits) {
        return fixture()
                .reserve(id)
                .on(account, StoreFixture.limit(100))
                .credits(credits)
                .send();
    }

    private AccountChanged freeze(String operation, AccountId account) {
        return change(new AccountCommand.Freeze(account, OperationId.of(operation), "ops", "card stolen"));
    }

    private AccountChanged unfreeze(String operation, AccountId account) {
        return change(new AccountCommand.Unfreeze(account, OperationId.of(operation), "ops", "new card"));
    }

    private AccountChanged change(AccountCommand command) {
        return OutcomeAssertions.changed(apply(command));
    }

    private AccountOutcome apply(AccountCommand command) {
        return fixture().accounts().apply(command);
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private AccountId tenant() {
        return AccountId.ofTenant(fixture().tenant());
    }
}
