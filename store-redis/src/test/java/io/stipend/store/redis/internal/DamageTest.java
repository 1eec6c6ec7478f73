package io.stipend.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.servers.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Books that somebody has laid hands on: they are told to be damaged, nothing is written, and others go on. */
final class DamageTest {

    private final RedisServer server = RedisServer.shared();
    private final RedisHarness harness = new RedisHarness(server.url());
    private final StoreAdapter store = harness.adapter();
    private final CreditStore credits = store.creditStore();
    private final Keys.Tenant keys =
            new Keys(harness.config().prefix(), harness.config().shards()).tenant(CreditCommands.TENANT);

    @AfterEach
    void close() {
        harness.close();
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    private void reserve(String id, String user) {
        assertThat(credits.reserve(CreditCommands.reserve(id, 100, CreditCommands.user(user))))
                .isInstanceOf(ReserveOutcome.Reserved.class);
    }

    private static void assertDamaged(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CreditStoreException.class,
                        failure -> assertThat(failure.kind())
                                .as(failure.getMessage())
                                .isEqualTo(Kind.DAMAGED));
    }

    /** Replaces one of the six amounts that are free, of which credits come first. */
    private void plantFree(String user, String amount) {
        String record = (String) server.call("HGET", text(keys.accounts()), "user:" + user);
        String planted = record.replaceFirst("^-?[0-9]+", amount);
        server.call("HSET", text(keys.accounts()), "user:" + user, planted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740992",
                "9007199254740993",
                "9223372036854775807",
                "9223372036854775808",
                "-9007199254740993",
                "1.5",
                "1e15",
                "nan",
                "0x10",
                ""
            })
    void amountsThatNoAccountCanHaveAreDamage_andNothingDrifts(String amount) {
        reserve("r", "planted");
        reserve("other", "sound");
        plantFree("planted", amount);
        Object accounts = server.call("HGETALL", text(keys.accounts()));
        Object reservations = server.call("HGETALL", text(keys.reservations()));

        for (int i = 0; i < 3; i++) {
            assertDamaged(() -> credits.settle(CreditCommands.settle("r", 60)));
        }
        assertDamaged(() -> credits.reserve(
                CreditCommands.reserve("new", 1, CreditCommands.user("sound"), CreditCommands.user("planted"))));
        assertDamaged(() -> store.accountAdministration().show(CreditCommands.user("planted")));

        assertThat(server.call("HGETALL", text(keys.accounts()))).isEqualTo(accounts);
        assertThat(server.call("HGETALL", text(keys.reservations()))).isEqualTo(reservations);
        assertThat(credits.settle(CreditCommands.settle("other", 60))).isInstanceOf(CloseOutcome.Closed.class);
    }

    @Test
    void theLargestAmountIsExact() {
        reserve("r", "rich");
        String record = (String) server.call("HGET", text(keys.accounts()), "user:rich");
        // Usable are 2^53 - 1, all of it free but the 100 that are held.
        String limit = record.replaceFirst("^[0-9]+", "9007199254740891").replace("1000000000000", "9007199254740991");
        assertThat(limit).isNotEqualTo(record);
        server.call("HSET", text(keys.accounts()), "user:rich", limit);

        CloseOutcome first = credits.settle(CreditCommands.settle("r", 61));

        for (int i = 0; i < 3; i++) {
            assertThat(credits.settle(CreditCommands.settle("r", 61)))
                    .isEqualTo(new CloseOutcome.Closed(((CloseOutcome.Closed) first).entry(), true));
        }
        assertThat((String) server.call("HGET", text(keys.accounts()), "user:rich"))
                .startsWith("9007199254740930 ");
        assertThat(store.accountAdministration()
                        .show(CreditCommands.user("rich"))
                        .orElseThrow()
                        .spent()
                        .credits())
                .isEqualTo(61);
    }

    @Test
    void aDeletedAccountIsMissing_notNew() {
        reserve("r", "gone");
        server.call("HDEL", text(keys.accounts()), "user:gone");

        assertDamaged(() -> credits.settle(CreditCommands.settle("r", 60)));
        assertDamaged(() -> credits.reserve(CreditCommands.reserve("new", 1, CreditCommands.user("gone"))));
        assertDamaged(() -> store.accountAdministration().show(CreditCommands.user("gone")));
        reserve("other", "sound");
    }

    @Test
    void aDeletedReservationIsMissing_notUnknown() {
        reserve("r", "u");
        server.call("HDEL", text(keys.reservations()), "r");

        assertDamaged(() -> credits.settle(CreditCommands.settle("r", 60)));
        assertDamaged(() -> credits.find(CreditCommands.id("r")));
        assertThat(credits.settle(CreditCommands.settle("never", 60))).isEqualTo(new Refusal.NotFound());
    }

    static Stream<String> partsOfKeys() {
        return Stream.of("accounts", "names", "reservations");
    }

    private String key(String part) {
        return text(keys.accounts()).replaceFirst("accounts$", part);
    }

    @ParameterizedTest
    @MethodSource("partsOfKeys")
    void anEvictedKeyIsDamage_notAnEmptyStore(String part) {
        reserve("r", "u");
        server.call("DEL", key(part));

        assertDamaged(() -> credits.reserve(CreditCommands.reserve("new", 1, CreditCommands.user("new"))));
        assertThat(server.call("EXISTS", key(part))).isEqualTo(0L);
    }

    static Stream<String> keysWritten() {
        return Stream.of("accounts", "names", "reservations", "steps", "operations");
    }

    @ParameterizedTest
    @MethodSource("keysWritten")
    void aKeyOfAnotherTypeIsDamage_andNothingIsHalfWritten(String part) {
        reserve("r", "u");
        Object accounts = server.call("HGETALL", text(keys.accounts()));
        server.call("DEL", key(part));
        server.call("SET", key(part), "something else");
        Object due = server.call("ZRANGE", text(keys.shard().due()), "0", "-1", "WITHSCORES");
        Object journal = server.call("XLEN", text(keys.shard().journal()));

        assertDamaged(() -> {
            switch (part) {
                case "steps" -> credits.bindStep(CreditCommands.id("r"), new StepId(CreditCommands.TENANT, "s"));
                case "operations" -> credits.track(CreditCommands.track("r", "t", 1));
                default -> credits.reserve(CreditCommands.reserve("new", 1, CreditCommands.user("new")));
            }
        });

        assertThat(server.call("ZRANGE", text(keys.shard().due()), "0", "-1", "WITHSCORES"))
                .isEqualTo(due);
        assertThat(server.call("XLEN", text(keys.shard().journal()))).isEqualTo(journal);
        if (!part.equals("accounts")) {
            assertThat(server.call("HGETALL", text(keys.accounts()))).isEqualTo(accounts);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"due", "journal"})
    void aShardsKeyOfAnotherTypeIsDamage_andNothingIsHalfWritten(String part) {
        reserve("r", "u");
        Object accounts = server.call("HGETALL", text(keys.accounts()));
        Object reservations = server.call("HGETALL", text(keys.reservations()));
        String key = part.equals("due")
                ? text(keys.shard().due())
                : text(keys.shard().journal());
        server.call("DEL", key);
        server.call("SET", key, "something else");

        assertDamaged(() -> credits.reserve(CreditCommands.reserve("new", 1, CreditCommands.user("u"))));
        assertDamaged(() -> credits.track(CreditCommands.track("r", "t", 1)));
        assertDamaged(() -> credits.settle(CreditCommands.settle("r", 60)));

        assertThat(server.call("HGETALL", text(keys.accounts()))).isEqualTo(accounts);
        assertThat(server.call("HGETALL", text(keys.reservations()))).isEqualTo(reservations);
    }

    @Test
    void aLostIndexIsSaidByTheSweeper_andALostJournalByWhoeverWritesToIt() {
        reserve("r", "u");
        server.call("DEL", text(keys.shard().due()));
        assertThat(store.upkeep().expireDue(10).failed()).isOne();
        server.call("DEL", text(keys.shard().journal()));
        assertDamaged(() -> credits.reserve(CreditCommands.reserve("new", 1, CreditCommands.user("u"))));
    }

    @Test
    void onePoisonedReservationStopsNeitherItsNeighboursNorTheSweeper() {
        for (String id : List.of("a", "poisoned", "z")) {
            reserve(id, "user of " + id);
        }
        String record = (String) server.call("HGET", text(keys.reservations()), "poisoned");
        // More is returned than its account ever held.
        server.call(
                "HSET",
                text(keys.reservations()),
                "poisoned",
                record.replaceFirst("\t100 0 0 0 0 1\t", "\t900 0 0 0 0 1\t"));
        harness.advance(Duration.ofMillis(CreditCommands.LEASE_MILLIS));

        ExpiryResult result = store.upkeep().expireDue(10);

        assertThat(result.expired()).isEqualTo(2);
        assertThat(result.failed()).isEqualTo(1);
        assertThat(credits.find(CreditCommands.id("poisoned")).orElseThrow().isOpen())
                .isTrue();
        assertDamaged(() -> credits.settle(CreditCommands.settle("poisoned", 1)));
        assertThat(store.upkeep().expireDue(1).failed())
                .as("again, and nothing else")
                .isEqualTo(1);
    }

    private void close(String id, String user) {
        reserve(id, user);
        assertThat(credits.settle(CreditCommands.settle(id, 60))).isInstanceOf(CloseOutcome.Closed.class);
    }

    private void plantRecord(String id, UnaryOperator<String> change) {
        String record = (String) server.call("HGET", text(keys.reservations()), id);
        String planted = change.apply(record);
        assertThat(planted).isNotEqualTo(record);
        server.call("HSET", text(keys.reservations()), id, planted);
    }

    static Stream<UnaryOperator<String>> damagedClosings() {
        return Stream.of(
                record -> "nonsense",
                record -> record.replaceFirst("^s\t", "s\tx"),
                // What was charged, which comes before nothing that was booked.
                record -> record.replaceFirst("\t60 0 0 0 0 0\t0 0 0 0 0 0\t", "\tx 0 0 0 0 0\t0 0 0 0 0 0\t"),
                record -> record.replaceFirst("\t60 0 0 0 0 0\t0 0 0 0 0 0\t", "\t60 0 0\t0 0 0 0 0 0\t"),
                record -> record.replaceFirst(
                        "\t60 0 0 0 0 0\t0 0 0 0 0 0\t", "\t9007199254740992 0 0 0 0 0\t0 0 0 0 0 0\t"),
                record -> record.replace("user:u", "user:nobody"));
    }

    @ParameterizedTest
    @MethodSource("damagedClosings")
    void damagedClosedReservationsKeepNobodyFromBeingPruned(UnaryOperator<String> damage) {
        int damaged = 130;
        for (int i = 0; i < damaged; i++) {
            close("damaged-" + i, "u");
            plantRecord("damaged-" + i, damage);
        }
        harness.advance(Duration.ofSeconds(1));
        int healthy = 130;
        for (int i = 0; i < healthy; i++) {
            close("healthy-" + i, "u");
        }
        harness.advance(Duration.ofSeconds(1));

        assertThat(store.upkeep().prune(Duration.ZERO, 1_000)).isEqualTo(healthy);
        assertThat(store.upkeep().prune(Duration.ZERO, 1_000)).as("again").isZero();

        assertThat(credits.find(CreditCommands.id("healthy-0"))).isEmpty();
        assertThat(server.call("HEXISTS", text(keys.reservations()), "damaged-0"))
                .isEqualTo(1L);
        assertThat(store.accountAdministration()
                        .show(CreditCommands.user("u"))
                        .orElseThrow()
                        .spent()
                        .credits())
                .isEqualTo(60L * (damaged + healthy));
    }

    @Test
    void recordsThatAreMissingKeepNobodyFromBeingPruned() {
        for (int i = 0; i < 130; i++) {
            close("missing-" + i, "u");
            server.call("HDEL", text(keys.reservations()), "missing-" + i);
        }
        harness.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 130; i++) {
            close("healthy-" + i, "u");
        }
        harness.advance(Duration.ofSeconds(1));

        assertThat(store.upkeep().prune(Duration.ZERO, 1_000)).isEqualTo(130);
    }

    @Test
    void aReservationWhoseOperationsAreSaidToBeWithoutEndIsPruned() {
        close("r", "u");
        server.call("HSET", text(keys.reservations()), "r", "-9007199254740991");
        harness.advance(Duration.ofSeconds(1));

        assertThat(store.upkeep().prune(Duration.ZERO, 10)).isOne();
        assertThat(server.call("HEXISTS", text(keys.reservations()), "r")).isEqualTo(0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"accounts", "reservations", "operations", "steps"})
    void aTenantWithAKeyOfAnotherTypeKeepsNoOtherFromBeingPruned(String part) {
        close("first", "u");
        harness.advance(Duration.ofSeconds(1));
        String other = tenantOfTheSameShard();
        AccountId account = new AccountId(other, AccountId.Kind.USER, "u");
        ReservationId id = new ReservationId(other, "second");
        ReserveCommand command = CreditCommands.reserve("second", 100, account);
        assertThat(credits.reserve(new ReserveCommand(
                        id,
                        command.path(),
                        command.terms(),
                        command.envelope(),
                        command.leaseMillis(),
                        null,
                        null,
                        Map.of())))
                .isInstanceOf(ReserveOutcome.Reserved.class);
        assertThat(credits.settle(
                        new SettleCommand(id, OperationId.SETTLE, CreditCommands.credits(60), OverrunPolicy.CHARGE)))
                .isInstanceOf(CloseOutcome.Closed.class);
        harness.advance(Duration.ofSeconds(1));
        server.call("DEL", key(part));
        server.call("SET", key(part), "something else");

        assertThat(store.upkeep().prune(Duration.ZERO, 10)).isOne();

        assertThat(credits.find(id)).isEmpty();
        assertThat(server.call("ZSCORE", text(keys.shard().due()), CreditCommands.TENANT + "\nfirst"))
                .as("it is there still")
                .isNotNull();
    }

    private String tenantOfTheSameShard() {
        Keys all = new Keys(harness.config().prefix(), harness.config().shards());
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "other-" + i)
                .filter(name ->
                        all.tenant(name).shard().number() == keys.shard().number())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void damagedLeasesThatEndTooFarAwayKeepNoOtherSoLong() {
        long far = harness.nowMillis() + Duration.ofDays(300).toMillis();
        for (int i = 0; i < 130; i++) {
            reserve("damaged-" + i, "u");
            server.call("HSET", text(keys.reservations()), "damaged-" + i, "nonsense");
            server.call("ZADD", text(keys.shard().due()), Long.toString(far), CreditCommands.TENANT + "\ndamaged-" + i);
        }
        reserve("healthy", "u");
        harness.damage().endLeaseAt(CreditCommands.id("healthy"), far + 1_000);

        store.upkeep().expireDue(10);

        assertThat(credits.find(CreditCommands.id("healthy")).orElseThrow().expiresAtMillis())
                .isEqualTo(harness.nowMillis() + CreditCommands.LEASE_MILLIS);
    }
}
