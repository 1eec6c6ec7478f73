package io.stipend.store.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExpiryResult;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.TrackCommand;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import io.stipend.testkit.harness.SettableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sweep works in slices, and misses nothing for that. */
class MemoryUpkeepTest {

    private static final AccountPath ALICE = AccountPath.of(List.of(AccountId.user("alice")));
    private static final ResourceUsage NOTHING = ResourceUsage.builder().build();

    private final SettableClock clock = SettableClock.at("2026-11-29T12:00:00Z");

    private static ReserveCommand reserve(ReservationId id, long leaseMillis) {
        return new ReserveCommand(
                id,
                ALICE,
                List.of(AccountTerms.UNLIMITED),
                ResourceVector.of(Resource.CREDITS, 1),
                leaseMillis,
                null,
                null,
                Map.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everySweepExpiresExactlyWhatIsDue(long seed) {
        Random random = new Random(seed);
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT.withMaxClosed(0), clock);
        CreditStore store = adapter.creditStore();
        Map<ReservationId, Long> expiries = new HashMap<>();
        int made = 0;
        for (int step = 0; step < 10_000; step++) {
            long now = clock.millis();
            ReservationId id = ReservationId.of("r" + (random.nextInt(4) == 0 ? random.nextInt(made + 1) : made));
            Long expiry = expiries.get(id);
            if (expiry == null && id.value().equals("r" + made)) {
                long lease = 1 + random.nextInt(500);
                store.reserve(reserve(id, lease));
                expiries.put(id, now + lease);
                made++;
            } else if (expiry != null && expiry > now && random.nextBoolean()) {
                store.release(new ReleaseCommand(id, OperationId.RELEASE));
                expiries.remove(id);
            } else if (expiry != null && expiry > now) {
                store.track(new TrackCommand(id, OperationId.unique(), NOTHING));
                store.find(id).ifPresent(found -> expiries.put(id, found.expiresAtMillis()));
            }
            if (random.nextInt(20) == 0) {
                clock.advance(Duration.ofMillis(random.nextInt(20)));
            }
            if (random.nextInt(50) == 0) {
                sweep(adapter, expiries, 1 + random.nextInt(40));
            }
        }
        clock.advance(Duration.ofHours(1));
        sweep(adapter, expiries, 100_000);
        assertThat(adapter.upkeep().openReservations()).isZero();
    }

    private void sweep(StoreAdapter adapter, Map<ReservationId, Long> expiries, int limit) {
        long due = expiries.values().stream()
                .filter(expiry -> expiry <= clock.millis())
                .count();
        ExpiryResult result = adapter.upkeep().expireDue(limit);
        assertThat(result.expired()).isEqualTo((int) Math.min(due, limit));
        assertThat(result.more()).isEqualTo(due >= limit);
        expiries.keySet()
                .removeIf(id -> !adapter.creditStore()
                        .find(id)
                        .map(found -> found.isOpen())
                        .orElse(false));
        assertThat(adapter.upkeep().openReservations()).isEqualTo(expiries.size());
    }

    @Test
    void aSliceLooksAtAPartOfTheTable() {
        ReservationTable table = new ReservationTable();
        DueScan scan = new DueScan(table);
        for (int i = 0; i < 100_000; i++) {
            ReserveCommand command = reserve(ReservationId.of("r" + i), 1);
            Reservation reservation = new Reservation(
                    new JournalEntry.Opened(new ReservationHeader(command.id(), ALICE, null, 0), command, 1),
                    new Account[0]);
            table.add(reservation);
            scan.watch(reservation);
        }

        int found = 0;
        int slices = 0;
        do {
            List<Reservation> due = scan.nextDue(1, Integer.MAX_VALUE);
            assertThat(due).hasSizeLessThanOrEqualTo(1_024);
            scan.endSlice();
            found += due.size();
            slices++;
        } while (scan.mayBeDue(1) && slices < 1_000);
        assertThat(found).isEqualTo(100_000);
        assertThat(slices).isEqualTo(table.capacity() / 1_024);
    }
}
