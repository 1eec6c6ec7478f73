package io.stipend.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.audit.Drift;
import io.stipend.audit.Verification;
import io.stipend.audit.Verified;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.BookReader;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoredAccount;
import io.stipend.core.spi.StoredReservation;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.testkit.faults.CreditCommands;
import io.stipend.testkit.servers.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How Redis keeps books as they were while somebody reads them, and accounts for what it has forgotten. */
final class InspectionTest {

    private static final AccountTerms HOURLY = new AccountTerms(
            Limits.credits(Credits.of("1000000")), ResourceVector.ZERO, LimitPeriod.hourly(ZoneOffset.UTC));

    private final RedisServer server = RedisServer.shared();
    private final RedisHarness harness = new RedisHarness(server.url());
    private final StoreAdapter store = harness.adapter();
    private final BookInspection books = store.bookInspection();
    private final Keys.Tenant keys =
            new Keys(harness.config().prefix(), harness.config().shards()).tenant(CreditCommands.TENANT);

    @AfterEach
    void close() {
        harness.close();
    }

    /** Takes note of what it is shown, and does something at the first account. */
    private static final class Notes implements BookReader {

        private final Runnable atFirstAccount;
        private final List<String> waiting = new ArrayList<>();
        private final List<StoredAccount> accounts = new ArrayList<>();
        private final List<StoredReservation> reservations = new ArrayList<>();
        private final List<String> steps = new ArrayList<>();
        private final List<String> damage = new ArrayList<>();

        Notes(Runnable atFirstAccount) {
            this.atFirstAccount = atFirstAccount;
        }

        @Override
        public void waiting(JournalEntry entry) {
            waiting.add(entry.stream() + ' ' + entry.sequence());
        }

        @Override
        public void account(StoredAccount account) {
            if (accounts.isEmpty()) {
                atFirstAccount.run();
            }
            accounts.add(account);
        }

        @Override
        public void reservation(StoredReservation reservation) {
            reservations.add(reservation);
        }

        @Override
        public void step(String step, String reservationId) {
            steps.add(step + ' ' + reservationId);
        }

        @Override
        public void damaged(Kind kind, String subject, String text) {
            damage.add(kind + " " + subject);
        }
    }

    private Notes read(Runnable atFirstAccount) {
        Notes notes = new Notes(atFirstAccount);
        books.read(CreditCommands.TENANT, notes);
        return notes;
    }

    private void reserve(String id, String user) {
        store.creditStore().reserve(CreditCommands.reserve(id, 100, CreditCommands.user(user)));
    }

    private void reserveHourly(String id) {
        store.creditStore()
                .reserve(new ReserveCommand(
                        CreditCommands.id(id),
                        AccountPath.of(List.of(CreditCommands.user("u"))),
                        List.of(HOURLY),
                        ResourceVector.of(100, 0, 0, 0, 0, 1),
                        Duration.ofMinutes(10).toMillis(),
                        null,
                        null,
                        Map.of()));
    }

    private Verified verified() {
        List<Drift> drifts = new ArrayList<>();
        Verified verified = new Verification(books).tenant(CreditCommands.TENANT, drifts::add);
        assertThat(drifts).isEmpty();
        return verified;
    }

    @Test
    void whatChangesWhileSomebodyReadsIsShownAsItWas() {
        for (int i = 0; i < 1000; i++) {
            reserve("r" + i, "u" + i % 3);
        }
        store.creditStore().track(CreditCommands.track("r1", "t", 10));

        Notes notes = read(() -> {
            for (int i = 0; i < 1000; i++) {
                reserve("new" + i, "u" + i % 5);
                store.creditStore().settle(CreditCommands.settle("r" + i, 60));
            }
            store.upkeep().prune(Duration.ZERO, 5000);
            store.journal().read(1_000);
            store.journal().acknowledge(1_000);
        });

        assertThat(notes.accounts)
                .hasSize(3)
                .allSatisfy(
                        account -> assertThat(account.view().spent().credits()).isZero());
        assertThat(notes.reservations).hasSize(1000).allSatisfy(reservation -> {
            assertThat(reservation.snapshot().isOpen()).isTrue();
            assertThat(reservation.operations())
                    .hasSize(reservation.snapshot().header().id().value().equals("r1") ? 1 : 0);
        });
        assertThat(notes.waiting).hasSize(1004).doesNotHaveDuplicates().contains("r1 2");
        assertThat(notes.damage).isEmpty();
        assertThat(verified().closed()).isEqualTo(1000);
        assertThat(server.call("HGETALL", text(keys.preserved()))).isEqualTo(List.of("", "1"));
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }

    @Test
    void aTenantIsReadByOneAtATime_andAReaderThatIsSilentLosesIt() {
        reserve("r", "u");
        try (StoreAdapter hasty = harness.another(
                harness.config().withCallTimeouts(harness.config().callTimeout(), Duration.ofMillis(50)))) {
            Notes notes = read(() -> assertThatThrownBy(
                            () -> hasty.bookInspection().read(CreditCommands.TENANT, new Notes(() -> {})))
                    .isInstanceOf(CreditStoreException.class)
                    .hasMessageContaining("somebody else reads"));
            assertThat(notes.reservations).hasSize(1);
        }
        assertThatThrownBy(() -> read(() -> harness.advance(Duration.ofMinutes(2))))
                .isInstanceOf(CreditStoreException.class)
                .hasMessageContaining("read them again");
        assertThat(read(() -> {}).reservations).hasSize(1);
    }

    @Test
    void whatIsForgottenStaysAccountedForUntilItsPeriodIsOver() {
        reserveHourly("late");
        harness.advance(Duration.ofMinutes(30));
        store.upkeep().expireDue(10);
        reserveHourly("early");
        store.creditStore().settle(CreditCommands.settle("early", 40));
        harness.advance(Duration.ofMinutes(40));
        reserveHourly("r");
        store.creditStore().settle(CreditCommands.settle("r", 60));
        store.creditStore().settle(CreditCommands.settle("late", 70));
        verified();

        assertThat(store.upkeep().prune(Duration.ZERO, 10)).isEqualTo(3);

        assertThat(verified().closed()).isZero();
        assertThat(read(() -> {}).accounts).singleElement().satisfies(account -> {
            assertThat(account.view().spent().credits()).isEqualTo(130);
            assertThat(account.forgotten().credits()).isEqualTo(130);
            assertThat(account.spentSinceMillis()).isEqualTo(harness.nowMillis());
        });
        harness.advance(Duration.ofHours(1));
        reserveHourly("next");
        assertThat(read(() -> {}).accounts)
                .singleElement()
                .satisfies(account -> assertThat(account.forgotten()).isEqualTo(ResourceVector.ZERO));
        verified();
    }

    @Test
    void aReservationWithManyReportsIsPrunedInParts_andWhatIsLeftIsNoDamage() {
        reserve("r", "u");
        for (int i = 0; i < 1_300; i++) {
            store.creditStore().track(CreditCommands.track("r", "t" + i, 0));
        }
        store.creditStore().settle(CreditCommands.settle("r", 60));
        String member = CreditCommands.TENANT + "\nr";
        Object closedAt = server.call("ZSCORE", text(keys.shard().due()), member);
        List<?> reports = (List<?>) server.call("HGETALL", text(keys.operations()));

        assertThat(store.upkeep().prune(Duration.ZERO, 10)).isEqualTo(1);
        assertThat(server.call("HLEN", text(keys.operations()))).isEqualTo(1L);
        assertThat(server.call("HLEN", text(keys.reservations()))).isEqualTo(1L);

        // As it is between two parts, with one report gone.
        for (int i = 0; i < reports.size(); i += 2) {
            server.call("HSET", text(keys.operations()), (String) reports.get(i), (String) reports.get(i + 1));
        }
        server.call("HDEL", text(keys.operations()), "r\n\t1301", "r\nt1299");
        server.call("HSET", text(keys.reservations()), "r", "-1300");
        server.call("ZADD", text(keys.shard().due()), (String) closedAt, member);

        assertThat(store.creditStore().find(CreditCommands.id("r"))).isEmpty();
        assertThat(store.creditStore().settle(CreditCommands.settle("r", 60))).isInstanceOf(Refusal.NotFound.class);
        assertThat(store.creditStore().reserve(CreditCommands.reserve("r", 100, CreditCommands.user("u"))))
                .as("until its operations are gone, they would be those of the new one")
                .isInstanceOf(Refusal.Conflict.class);
        assertThat(verified().closed()).isZero();
        assertThat(books.repairIndexes(CreditCommands.TENANT)).isZero();

        assertThat(store.upkeep().prune(Duration.ZERO, 10)).isEqualTo(1);
        assertThat(server.call("HLEN", text(keys.operations()))).isEqualTo(1L);
        reserve("r", "u");
        assertThat(verified().open()).isEqualTo(1);
    }

    @Test
    void keysThatAreLostAreDamage_andTheRestIsShown() {
        reserve("r", "u");
        server.call("DEL", text(keys.names()));
        server.call("DEL", text(keys.steps()));
        server.call("SET", text(keys.steps()), "something else");

        Notes notes = read(() -> {});

        assertThat(notes.damage).contains("UNREADABLE names", "UNREADABLE steps");
        assertThat(notes.accounts).hasSize(1);
        assertThat(notes.reservations).hasSize(1);
    }

    @Test
    void recordsThatCannotBeReadAreDamage_andTheRestIsShown() {
        reserve("r", "u");
        reserve("s", "v");
        server.call("HSET", text(keys.accounts()), "user:v", "nonsense");
        server.call("HSET", text(keys.accounts()), "nonsense", "nonsense");
        server.call("HSET", text(keys.reservations()), "s", "nonsense");
        server.call("XADD", text(keys.shard().journal()), "*", "r", CreditCommands.TENANT + "\nnonsense");

        Notes notes = read(() -> {});

        assertThat(notes.damage)
                .contains("UNREADABLE user:v", "UNREADABLE nonsense", "UNREADABLE s")
                .anyMatch(damage -> damage.matches("UNREADABLE [0-9]+-[0-9]+"));
        assertThat(notes.accounts).hasSize(1);
        assertThat(notes.reservations).hasSize(1);
        assertThat(books.repairIndexes(CreditCommands.TENANT))
                .as("what cannot be read is not mended")
                .isZero();
    }

    @Test
    void tenantsAreFoundByTheirKeys_whateverTheirNames() {
        reserve("r", "u");
        for (String tenant : List.of("a:b", "*", "tenant with ä", "100%+1")) {
            store.creditStore()
                    .reserve(new ReserveCommand(
                            new ReservationId(tenant, "r"),
                            AccountPath.of(List.of()),
                            List.of(),
                            ResourceVector.of(1, 0, 0, 0, 0, 0),
                            1000,
                            null,
                            null,
                            Map.of()));
        }
        List<String> found = new ArrayList<>();

        books.tenants(found::add);

        assertThat(found).containsExactlyInAnyOrder(CreditCommands.TENANT, "a:b", "*", "tenant with ä", "100%+1");
    }
}
