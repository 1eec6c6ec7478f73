package io.stipend.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.cli.CommandRun;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackCommand;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.harness.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that administer books, on books in this process. */
class AdministrationTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final AccountTerms TERMS = AccountTerms.of(Limits.credits(Credits.of(100)));
    private static final AccountId ALICE = AccountId.user("alice");

    private final SettableClock clock = SettableClock.at(START);
    private final StoreAdapter store = MemoryStores.open(MemoryConfig.DEFAULT, clock);
    private final AdminRun stipend = AdminRun.on(store);

    // ---- an account

    @Test
    void showsAnAccount() {
        settle("r", ALICE, "12.5", "10", "search");
        reserve("open", ALICE, "20", null);

        CommandRun run = stipend.of("account", "show", "user:alice");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("account  user:alice", "period   never ends");
        assertThat(run.out())
                .containsPattern(
                        "CREDITS +100\\.00000000 +policy +0\\.00000000 +20\\.00000000 +10\\.00000000 +70\\.00000000");
        assertThat(stipend.of("account", "show", "alice").out())
                .as("a name alone is a user's")
                .isEqualTo(run.out());
        JsonNode json = stipend.of("account", "show", "alice", "--json").json();
        assertThat(json.at("/resources/CREDITS/available").asString()).isEqualTo("70.00000000");
        assertThat(json.at("/resources/SLOTS/limit").isNull()).isTrue();
    }

    @Test
    void saysWhenAnAccountWillBeEmpty() {
        SettableClock now = SettableClock.at(Instant.now().minus(Duration.ofMinutes(20)));
        StoreAdapter busy = MemoryStores.open(MemoryConfig.DEFAULT, now);
        for (int minute = 0; minute < 20; minute++) {
            settle(busy, "r" + minute, ALICE, "3", "2", null);
            now.advance(Duration.ofMinutes(1));
        }
        AdminRun ofBusy = AdminRun.on(busy);

        assertThat(ofBusy.of("account", "show", "alice").out()).doesNotContain("empty");
        CommandRun run = ofBusy.of("account", "show", "alice", "--forecast");
        JsonNode json =
                ofBusy.of("account", "show", "alice", "--forecast", "--json").json();

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("If it goes on spending as in the last hours, it is empty 20");
        JsonNode forecast = json.at("/forecast");
        assertThat(forecast.at("/state").asString()).isEqualTo("runs-out");
        assertThat(Instant.parse(forecast.at("/expectedAt").asString()))
                .as("60 credits are left, 2 go in a minute")
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(27)),
                        Instant.now().plus(Duration.ofMinutes(33)));
        assertThat(forecast.at("/beforePeriodEnds").asBoolean()).isTrue();
    }

    @Test
    void saysThatTooLittleIsKnownOfANewAccount() {
        SettableClock now = SettableClock.at(Instant.now());
        StoreAdapter young = MemoryStores.open(MemoryConfig.DEFAULT, now);
        settle(young, "r", ALICE, "3", "2", null);

        assertThat(AdminRun.on(young)
                        .of("account", "show", "alice", "--forecast")
                        .out())
                .contains("Too little is known of its spending; ask again in ");
    }

    @Test
    void saysThatAnAccountDoesNotExist() {
        CommandRun run = stipend.of("account", "show", "nobody", "--tenant", "acme");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("tenant acme has no account user:nobody");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void grantsWhatIsConfirmedAndKeepsWhoAndWhy() {
        reserve("open", ALICE, "20", null);

        CommandRun run =
                stipend.of("account", "grant", "alice", "2.5", "--by", "ops@night", "--reason", "ticket 17", "--yes");

        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err())
                .contains(
                        "grants of CREDITS 0.00000000 -> 2.50000000, available 80.00000000 -> 82.50000000",
                        "reason: ops@night: ticket 17",
                        "operation id: ");
        assertThat(show(ALICE).grants().credits()).isEqualTo(250_000_000);
        assertThat(stipend.of("account", "history", "alice").out())
                .containsPattern("GRANT +CREDITS +100\\.00000000 +\\+2\\.50000000 +ops@night: ticket 17");
    }

    @Test
    void theSameOperationAgainChangesNothing() {
        String[] grant = {
            "account",
            "grant",
            "pool:p",
            "3",
            "--reason",
            "r",
            "--by",
            "me",
            "--operation-id",
            "op-1",
            "--yes",
            "--json"
        };

        JsonNode first = stipend.of(grant).json();
        CommandRun again = stipend.of(grant);

        assertThat(first.at("/replayed").asBoolean()).isFalse();
        assertThat(again.status()).isZero();
        assertThat(again.json().at("/replayed").asBoolean()).isTrue();
        assertThat(again.json().at("/entry")).isEqualTo(first.at("/entry"));
        grant[3] = "4";
        CommandRun other = stipend.of(grant);
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err()).contains("nothing changed: operation id op-1 was used");
        assertThat(show(AccountId.pool("p")).grants().credits()).isEqualTo(300_000_000);
    }

    @Test
    void asksWhoeverIsThereAndDoesNothingWithoutAYes() {
        String[] grant = {"account", "grant", "alice", "3", "--reason", "r"};

        CommandRun nobody = stipend.of(grant);
        CommandRun no = stipend.answering("").of(grant);
        CommandRun yes = stipend.answering("y").of(grant);

        assertThat(nobody.status()).isEqualTo(2);
        assertThat(nobody.err()).contains("nothing changed: there is nobody to ask; give --yes");
        assertThat(no.status()).isEqualTo(1);
        assertThat(no.err()).contains("Do it? [y/N]", "nothing changed");
        assertThat(yes.status()).isZero();
        assertThat(show(ALICE).grants().credits()).isEqualTo(300_000_000);
        assertThat(show(ALICE).sequence()).isOne();
    }

    @Test
    void limitsAreSetLiftedAndCleared() {
        reserve("open", ALICE, "20", null);

        CommandRun set = change("account", "limit", "alice", "15");
        assertThat(set.err())
                .contains("limit of CREDITS 100.00000000 -> 15.00000000, available 80.00000000 -> -5.00000000");
        assertThat(show(ALICE).debt(Resource.CREDITS)).isEqualTo(500_000_000);
        change("account", "limit", "alice", "none");
        assertThat(show(ALICE).limits().find(Resource.CREDITS)).isEmpty();
        change("account", "limit", "alice", "--clear");
        assertThat(show(ALICE).available(Resource.CREDITS)).hasValue(8_000_000_000L);
        change("account", "limit", "alice", "1h30m", "--resource", "compute-time");
        assertThat(show(ALICE).limits().get(Resource.COMPUTE_TIME)).isEqualTo(5_400_000);
        change("account", "limit", "alice", "2GiB", "--resource", "memory");
        assertThat(stipend.of("account", "show", "alice").out())
                .containsPattern("COMPUTE_TIME +1h30m +override")
                .containsPattern("MEMORY +2GiB +override");
    }

    @Test
    void adjustmentsRefundAndCharge() {
        settle("r", ALICE, "12", "10", null);

        CommandRun refund = change("account", "adjust", "alice", "--refund", "4");
        assertThat(refund.err())
                .contains("spent CREDITS 10.00000000 -> 6.00000000, available 90.00000000 -> 94.00000000");
        change("account", "adjust", "alice", "--charge", "0.5");
        assertThat(show(ALICE).spent().credits()).isEqualTo(650_000_000);

        CommandRun tooMuch = stipend.of("account", "adjust", "alice", "--refund", "7", "--reason", "r", "--yes");
        assertThat(tooMuch.status()).isEqualTo(1);
        assertThat(tooMuch.err())
                .contains(
                        "a refund of 7.00000000 CREDITS is more than is spent in this period; give at most 6.50000000");
        assertThat(show(ALICE).spent().credits()).isEqualTo(650_000_000);
    }

    @Test
    void revokesWhatIsLeftOfGrants() {
        settle("r", ALICE, "100", "101", null);
        change("account", "grant", "alice", "5");

        CommandRun part = change("account", "revoke", "alice", "1.5");
        assertThat(part.err())
                .contains("grants of CREDITS 5.00000000 -> 3.50000000, available 4.00000000 -> 2.50000000");
        assertThat(part.out()).contains("entry 3 of user:alice: REVOCATION of 1.50000000");
        CommandRun rest = change("account", "revoke", "alice", "all");
        assertThat(rest.err())
                .contains("grants of CREDITS 3.50000000 -> 1.00000000, available 2.50000000 -> 0.00000000");
        assertThat(change("account", "revoke", "alice", "7").out()).contains("REVOCATION of 0.00000000");

        assertThat(show(ALICE).grants().credits()).as("1 of them was used").isEqualTo(100_000_000);
        assertThat(stipend.of("account", "history", "alice").out())
                .containsPattern("REVOCATION +CREDITS .* -2\\.50000000");
    }

    @Test
    void freezesAnAccountAndATenant() {
        reserve("open", ALICE, "20", null);

        CommandRun frozen = change("account", "freeze", "alice");
        assertThat(frozen.err()).contains("not frozen -> frozen", "reason: ops: ");
        assertThat(frozen.out())
                .containsPattern("entry 2 of user:alice: FROZEN")
                .containsPattern("frozen +ops: ");
        assertThat(show(ALICE).frozen()).startsWith("ops: ");
        assertThat(stipend.of("accounts").out()).containsPattern("user:alice .* frozen");
        assertThat(stipend.of("account", "show", "alice", "--json")
                        .json()
                        .at("/frozen")
                        .asString())
                .startsWith("ops: ");
        assertThat(change("account", "unfreeze", "alice").err()).containsPattern("frozen \\(ops: .*\\) -> not frozen");
        assertThat(show(ALICE).frozen()).isNull();
        assertThat(stipend.of("account", "history", "alice").out()).contains("FROZEN", "UNFROZEN", "ops: ");

        change("tenant", "freeze");
        assertThat(show(AccountId.ofTenant("default")).frozen()).isNotNull();
        assertThat(stipend.of("accounts", "--kind", "tenant").out()).containsPattern("tenant:default .* frozen");
        change("tenant", "unfreeze");
        assertThat(show(AccountId.ofTenant("default")).frozen()).isNull();
        assertThat(stipend.of("verify").status()).isZero();
    }

    @Test
    void historyIsPaged() {
        for (int i = 1; i <= 5; i++) {
            change("account", "grant", "alice", Integer.toString(i));
        }

        CommandRun first = stipend.of("account", "history", "alice", "--limit", "2");
        CommandRun rest = stipend.of("account", "history", "alice", "--after", "2", "--json");

        assertThat(first.out()).contains("+1.00000000", "+2.00000000").doesNotContain("+3.00000000");
        assertThat(first.err()).contains("there is more: --after 2");
        assertThat(rest.out().lines()).hasSize(3).first().asString().contains("\"allowanceDelta\":\"3.00000000\"");
        assertThat(stipend.of("account", "history", "bob").out()).contains("no administrator changed user:bob");
    }

    // ---- lists

    @Test
    void accountsComeByUsePageByPage() {
        for (int i = 0; i < 25; i++) {
            settle("r" + i, AccountId.user("u" + i), "50", Integer.toString(i % 7), null);
        }
        reserve("pool", AccountId.pool("p"), "1", null);

        List<String> names = new ArrayList<>();
        String after = null;
        do {
            CommandRun page = after == null
                    ? stipend.of("accounts", "--limit", "4", "--json")
                    : stipend.of("accounts", "--limit", "4", "--json", "--after", after);
            assertThat(page.status()).as(page.err()).isZero();
            String next = null;
            for (JsonNode line : lines(page)) {
                names.add(line.at("/account").asString());
                next = line.at("/cursor").asString();
            }
            after = page.err().contains("there is more") ? next : null;
        } while (after != null);

        assertThat(names).hasSize(26).doesNotHaveDuplicates().startsWith("user:u13", "user:u20", "user:u6");
        assertThat(stipend.of("accounts", "--kind", "pool").out())
                .contains("pool:p")
                .doesNotContain("user:");
        assertThat(stipend.of("accounts", "--order", "available", "--limit", "1")
                        .out())
                .contains("user:u13");
        assertThat(stipend.of("accounts", "--order", "debt").out()).contains("no such account");
        assertThat(stipend.of("accounts", "--order", "reserved", "--limit", "1").out())
                .contains("pool:p");
        assertThat(stipend.of("accounts", "--after", "nonsense").err()).contains("cursor is 'nonsense'");
    }

    @Test
    void listsFitANarrowTerminalAndHaveARowALineElsewhere() {
        reserve("r".repeat(36), ALICE, "20", "step-1");
        List<String[]> commands = List.of(
                new String[] {"accounts"},
                new String[] {"account", "show", "alice"},
                new String[] {"reservations"},
                new String[] {"reservation", "show", "r".repeat(36)});
        System.setProperty("stipend.columns", "60");
        try {
            for (String[] command : commands) {
                CommandRun run = stipend.of(command);
                assertThat(run.status()).as(run.err()).isZero();
                assertThat(run.out().lines())
                        .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(60));
                assertThat(run.out()).contains("20.00000000");
            }
        } finally {
            System.clearProperty("stipend.columns");
        }

        assertThat(stipend.of("accounts").out().lines()).hasSize(2);
        assertThat(stipend.of("reservations").out().lines())
                .hasSize(2)
                .element(1)
                .asString()
                .startsWith("rrr")
                .endsWith("user:alice");
    }

    @Test
    void openReservationsComeOldestFirstAndFiltered() {
        reserve("old", ALICE, "3", "step-1");
        clock.advance(Duration.ofMinutes(3));
        reserve("new", AccountId.user("bob"), "4", null);
        settle("closed", ALICE, "1", "1", null);

        assertThat(ids(stipend.of("reservations", "--json"))).containsExactly("old", "new");
        assertThat(ids(stipend.of("reservations", "--json", "--user", "bob"))).containsExactly("new");
        assertThat(ids(stipend.of("reservations", "--json", "--step", "step-1")))
                .containsExactly("old");
        assertThat(ids(stipend.of("reservations", "--json", "--pool", "p"))).isEmpty();
        assertThat(ids(stipend.of("reservations", "--json", "--swarm", "research")))
                .containsExactly("old", "new");
        CommandRun first = stipend.of("reservations", "--json", "--limit", "1");
        assertThat(first.err()).contains("there is more: --after ");
        String cursor = lines(first).get(0).at("/cursor").asString();
        assertThat(ids(stipend.of("reservations", "--json", "--after", cursor))).containsExactly("new");
        assertThat(stipend.of("reservations").out())
                .containsPattern("old +2026-.*run out +3\\.00000000 +0\\.00000000 +step-1 +user:alice");
    }

    @Test
    void showsAReservationByItsIdAndByItsStep() {
        settle("r", ALICE, "5", "2", "step-1");

        CommandRun run = stipend.of("reservation", "show", "r");

        assertThat(run.out()).contains("state        SETTLED", "accounts     user:alice", "swarm        research");
        assertThat(run.out()).containsPattern("CREDITS +5\\.00000000 +2\\.00000000 +2\\.00000000 +3\\.00000000");
        assertThat(stipend.of("reservation", "show", "--step", "step-1").out()).isEqualTo(run.out());
        assertThat(stipend.of("reservation", "show", "r", "--json")
                        .json()
                        .at("/charged/CREDITS")
                        .asString())
                .isEqualTo("2.00000000");
        CommandRun none = stipend.of("reservation", "show", "x");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("has no reservation x");
    }

    @Test
    void releasesWhatIsStaleAndNothingElse() {
        reserve("stale", ALICE, "3", null);
        store.creditStore().track(new TrackCommand(id("stale"), OperationId.of("t"), usage("1")));
        clock.set(Instant.now());
        reserve("fresh", ALICE, "5", null);

        CommandRun run = change("release", "--stale");

        assertThat(run.err()).contains("1 open reservations, which hold 3.00000000 credits and have used 1.00000000");
        assertThat(run.out()).contains("stale: EXPIRED, charged 1.00000000, returned 2.00000000 credits");
        assertThat(show(ALICE).reserved().credits()).isEqualTo(500_000_000);
        assertThat(show(ALICE).spent().credits()).isEqualTo(100_000_000);
        assertThat(stipend.of("release", "--stale", "--reason", "r", "--yes").err())
                .contains("nothing to do");
        assertThat(stipend.of("release", "--reason", "r").status()).isEqualTo(2);
    }

    @Test
    void releasesWhatIsOldAndSaysWhoDidItInTheJournal() {
        clock.set(Instant.now().minus(Duration.ofMinutes(4)));
        reserve("old", ALICE, "3", null);

        CommandRun run = change("release", "--older-than", "3m", "--user", "alice");

        assertThat(run.out()).contains("old: RELEASED, charged 0.00000000, returned 3.00000000 credits");
        assertThat(stipend.of("reservation", "show", "old").out()).contains("by operation release by ops: test");
    }

    @Test
    void showsAndExportsACharge() {
        charge("bill", "2.5");

        CommandRun run = stipend.of("reservation", "show", "bill");

        assertThat(run.out()).contains("state        CHARGED", "accounts     user:alice", "swarm        research");
        assertThat(run.out()).containsPattern("CREDITS +0\\.00000000 +2\\.50000000 +2\\.50000000 +0\\.00000000");
        assertThat(stipend.of("reservation", "show", "bill", "--json")
                        .json()
                        .at("/state")
                        .asString())
                .isEqualTo("CHARGED");
        assertThat(stipend.of("export").out()).contains("default,alice,research,2026-03-01,closed,1,2.50000000,0,0,0");
        assertThat(stipend.of("verify").out()).startsWith("nothing is wrong");
    }

    // ---- trees

    @Test
    void showsATree() {
        reserve("root", ALICE, "10", null);
        split("root", "a", "4");
        split("a", "b", "1");
        store.creditStore().track(new TrackCommand(id("b"), OperationId.of("t"), usage("0.5")));
        split("root", "c", "2");
        store.creditStore().settle(new SettleCommand(id("c"), OperationId.SETTLE, usage("1"), OverrunPolicy.CHARGE));

        CommandRun run = stipend.of("reservation", "show", "root");

        assertThat(run.out())
                .endsWith(String.join(
                        "\n",
                        "",
                        "split from it:",
                        "  a: OPEN, holds 3.00000000 credits, used 0.00000000",
                        "    b: OPEN, holds 1.00000000 credits, used 0.50000000",
                        "  c: SETTLED, held 2.00000000 credits, used 1.00000000",
                        "the whole tree holds 9.00000000 credits, and has used 1.50000000",
                        ""));
        assertThat(stipend.of("reservation", "show", "b").out()).contains("split from   a");
        JsonNode json = stipend.of("reservation", "show", "root", "--json").json();
        assertThat(json.at("/children/0/reservation").asString()).isEqualTo("a");
        assertThat(json.at("/children/0/children/0/parent").asString()).isEqualTo("a");
        assertThat(json.at("/children/1/state").asString()).isEqualTo("SETTLED");
    }

    @Test
    void releasesATreeAndNothingElse() {
        reserve("other", ALICE, "1", null);
        reserve("root", ALICE, "10", null);
        split("root", "a", "4");
        split("a", "b", "1");
        store.creditStore().track(new TrackCommand(id("b"), OperationId.of("t"), usage("0.5")));

        CommandRun run = change("release", "--tree", "root");

        assertThat(run.err()).contains("3 open reservations, which hold 10.00000000 credits and have used 0.50000000");
        assertThat(run.out())
                .contains(
                        "root: RELEASED, charged 0.00000000, returned 6.00000000 credits",
                        "a: RELEASED, charged 0.00000000, returned 3.00000000 credits",
                        "b: RELEASED, charged 0.50000000, returned 0.50000000 credits");
        assertThat(run.err()).contains("3 of 3 are closed");
        assertThat(show(ALICE).reserved().credits()).isEqualTo(100_000_000);
        assertThat(show(ALICE).spent().credits()).isEqualTo(50_000_000);
        assertThat(change("release", "--tree", "root").err()).contains("nothing to do");
    }

    // ---- verification

    @Test
    void healthyBooksAreSaidToBe() {
        settle("r", ALICE, "5", "2", "step-1");
        reserve("open", ALICE, "5", null);

        CommandRun run = stipend.of("verify");

        assertThat(run.status()).as(run.out()).isZero();
        assertThat(run.out())
                .startsWith("nothing is wrong: 1 tenant, 1 account, 1 open reservation, 1 closed reservation");
        assertThat(stipend.of("verify", "--json").json().at("/findings").asLong())
                .isZero();
        assertThat(stipend.of("verify", "--repair", "--reason", "r").out()).startsWith("nothing is wrong");
        assertThat(stipend.of("verify", "--dry-run").err()).contains("--dry-run shows what --repair would do");
    }

    // ---- export

    @Test
    void exportsUsageByUserSwarmAndDay() {
        settle("r1", ALICE, "5", "2", null);
        settle("r2", ALICE, "5", "1.5", null);
        clock.advance(Duration.ofDays(1));
        settle("r3", AccountId.user("o\"neil, jr"), "5", "4", null);
        reserve("open", ALICE, "5", null);
        store.creditStore().track(new TrackCommand(id("open"), OperationId.of("t"), usage("0.25")));

        CommandRun csv = stipend.of("export");

        assertThat(csv.status()).as(csv.err()).isZero();
        assertThat(csv.out())
                .isEqualTo(String.join(
                        "\r\n",
                        "tenant,user,swarm,day,state,reservations,credits,tokens,api_calls,compute_ms",
                        "default,alice,research,2026-03-01,closed,2,3.50000000,0,0,0",
                        "default,alice,research,2026-03-02,open,1,0.25000000,0,0,0",
                        "default,\"o\"\"neil, jr\",research,2026-03-02,closed,1,4.00000000,0,0,0",
                        ""));
        assertThat(csv.err()).contains("the oldest closed reservation that is kept was closed at 2026-");
        assertThat(stipend.of("export", "--by", "swarm", "--json").out().lines())
                .hasSize(2)
                .first()
                .asString()
                .contains("\"user\":null", "\"day\":null", "\"credits\":\"7.50000000\"");
        CommandRun later = stipend.of("export", "--from", "2026-03-02", "--to", "2026-03-02", "--by", "user");
        assertThat(later.out()).doesNotContain("3.50000000");
        assertThat(later.err()).isEmpty();
        assertThat(stipend.of("export", "--zone", "Asia/Tokyo", "--by", "day").out())
                .contains(",2026-03-01,closed", ",2026-03-02,closed");
    }

    @Test
    void exportWritesNamesThatBeginLikeFormulasForTextUnlessRaw() {
        settle("r1", AccountId.user("=1+1"), "5", "2", null);
        settle("r2", AccountId.user("-x"), "5", "2", null);
        settle("r3", AccountId.user("a=b"), "5", "2", null);

        assertThat(stipend.of("export", "--by", "user,swarm").out())
                .contains("default,'=1+1,", "default,'-x,", "default,a=b,");
        assertThat(stipend.of("export", "--by", "user,swarm", "--raw").out())
                .contains("default,=1+1,", "default,-x,", "default,a=b,");
        assertThat(stipend.of("export", "--by", "user", "--json").out()).contains("\"user\":\"=1+1\"");
    }

    // ---- bad input

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "account show team:x | account is 'team:x'; give user:NAME, swarm:NAME or pool:NAME",
                "account grant alice 1,5 --reason r | credits '1,5' is not a number; give a decimal number such as 0.125",
                "account grant alice 0 --reason r | grant of CREDITS is 0; give an amount above 0",
                "account grant alice 1.5 --resource tokens --reason r | TOKENS is '1.5'; give a whole number from 0 to",
                "account grant alice 1.5 --resource gold --reason r | 'gold' is not known; give credits, tokens",
                "account grant alice 9007199255 --reason r | is out of range",
                "account grant alice 1 | say why with --reason TEXT",
                "account limit alice --reason r | give either an amount, or none, or --clear",
                "account limit alice 3 --clear --reason r | give either an amount, or none, or --clear",
                "account limit alice 90x --resource compute_time --reason r | duration is '90x'; give one such as 90s",
                "account limit alice 9PiB --resource memory --reason r | memory is '9PiB'; give bytes, or an amount such as",
                "account adjust alice --reason r | Missing required",
                "account adjust alice --refund 1 --resource slots --reason r | adjust a consumable resource",
                "accounts --limit 0 | --limit is 0; give a whole number from 1 to 10000",
                "accounts --order money | 'money' is not known; give use, spent, reserved, available or debt",
                "reservations --older-than soon | duration is 'soon'; give one such as 90s, 1h30m or 250ms",
                "reservation show | give either the reservation's id, or --step",
                "release --reason r | say which: --stale, --older-than DURATION, or --tree ID",
                "export --from yesterday | 'yesterday' is no day; give one such as 2026-01-31",
                "export --zone Mars | 'Mars' is not a time zone such as UTC or Europe/Berlin",
                "export --by user,team | 'team' is not known; give user, swarm or day",
                "export --from 2026-02-01 --to 2026-01-01 | give the earlier day first",
            })
    void badInputIsNamedWithItsRemedy(String line, String message) {
        CommandRun run = stipend.of(line.strip().split(" "));

        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(message.strip());
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aMemoryStoreCannotBeReached() {
        CommandRun run = CommandRun.of("accounts", "--store", "memory");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("live and end with the process they are in", "name postgres or redis");
        assertThat(CommandRun.of("verify").err()).contains("no store is named; give --store-url jdbc:postgresql://");
        assertThat(CommandRun.of("verify", "--store", "redis").err()).contains("needs --store-url redis://host:port");
    }

    // ---- what happened before

    private static ReservationId id(String id) {
        return ReservationId.of(id);
    }

    private void reserve(String id, AccountId account, String credits, @Nullable String step) {
        reserve(store, id, account, credits, step);
    }

    private static void reserve(StoreAdapter on, String id, AccountId account, String credits, @Nullable String step) {
        ReserveOutcome outcome = on.creditStore()
                .reserve(new ReserveCommand(
                        id(id),
                        AccountPath.of(List.of(account)),
                        Collections.nCopies(1, TERMS),
                        ResourceVector.of(Resource.CREDITS, Credits.of(credits).units()),
                        Duration.ofMinutes(5).toMillis(),
                        "research",
                        step,
                        Map.of()));
        assertThat(outcome).isInstanceOf(ReserveOutcome.Reserved.class);
    }

    private void settle(String id, AccountId account, String held, String used, @Nullable String step) {
        settle(store, id, account, held, used, step);
    }

    private static void settle(
            StoreAdapter on, String id, AccountId account, String held, String used, @Nullable String step) {
        reserve(on, id, account, held, step);
        on.creditStore().settle(new SettleCommand(id(id), OperationId.SETTLE, usage(used), OverrunPolicy.CHARGE));
    }

    private void split(String parent, String child, String credits) {
        SplitOutcome outcome = store.creditStore()
                .split(new SplitCommand(
                        id(parent),
                        id(child),
                        ResourceVector.of(Resource.CREDITS, Credits.of(credits).units()),
                        0,
                        null,
                        Map.of()));
        assertThat(outcome).isInstanceOf(SplitOutcome.Split.class);
    }

    private void charge(String id, String credits) {
        ChargeOutcome outcome = store.creditStore()
                .charge(new ChargeCommand(
                        id(id),
                        AccountPath.of(List.of(ALICE)),
                        Collections.nCopies(1, TERMS),
                        ResourceVector.of(Resource.CREDITS, Credits.of(credits).units()),
                        OverrunPolicy.CHARGE,
                        "research",
                        Map.of()));
        assertThat(outcome).isInstanceOf(ChargeOutcome.Charged.class);
    }

    private static ResourceUsage usage(String credits) {
        return ResourceUsage.builder().credits(Credits.of(credits)).build();
    }

    /** A change that is confirmed and must succeed. */
    private CommandRun change(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--yes", "--by", "ops", "--reason", "test"));
        CommandRun run = stipend.of(all.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private AccountView show(AccountId account) {
        return store.accountAdministration().show(account).orElseThrow();
    }

    private static List<JsonNode> lines(CommandRun run) {
        JsonMapper mapper = JsonMapper.builder().build();
        return run.out().lines().map(mapper::readTree).toList();
    }

    private static List<String> ids(CommandRun run) {
        return lines(run).stream()
                .map(line -> line.at("/reservation").asString())
                .toList();
    }
}
