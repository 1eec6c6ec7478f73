package io.stipend.store.memory.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.memory.MemoryStores;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The reader of an idle journal sleeps, and the next entry wakes it. */
class MemoryJournalTest {

    private static final int ENTRIES = 500;
    private static final AccountPath ALICE = AccountPath.of(List.of(AccountId.user("alice")));

    /** A wake-up that is missed would keep the reader for longer than a test may take. */
    @Test
    void whoeverSleepsIsWokenByTheNextEntryWheneverItComes() throws Exception {
        StoreAdapter adapter = MemoryStores.open(MemoryConfig.DEFAULT, InstantSource.system());
        Journal journal = adapter.journal();
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> readAll(journal));
        Random random = new Random(1);
        for (int i = 0; i < ENTRIES; i++) {
            // Entries come while it works, before its second look, about when it falls asleep, and while it sleeps.
            LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(4)));
            adapter.creditStore().reserve(reserve("r" + i));
        }

        assertThat(read.get(4, TimeUnit.MINUTES)).isEqualTo(ENTRIES);
    }

    private static int readAll(Journal journal) {
        int all = 0;
        while (all < ENTRIES) {
            int found = journal.read(ENTRIES).size();
            journal.acknowledge(found);
            all += found;
            if (found == 0) {
                awaitLong(journal);
            }
        }
        return all;
    }

    private static void awaitLong(Journal journal) {
        try {
            journal.await(Duration.ofHours(1));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }

    private static ReserveCommand reserve(String id) {
        return new ReserveCommand(
                ReservationId.of(id),
                ALICE,
                List.of(AccountTerms.UNLIMITED),
                ResourceVector.of(Resource.CREDITS, 1),
                60_000,
                null,
                null,
                Map.of());
    }
}
