package io.stipend.testkit.harness;

import io.stipend.core.spi.StoreAdapter;
import io.stipend.testkit.CreditStoreContract;
import java.time.Duration;

/**
 * What an adapter's test supplies: an opened store, and a hand on its clock. To prove a store, write one subclass of
 * {@link CreditStoreContract}:
 *
 * <pre>{@code
 * class MyCreditStoreContractTest extends CreditStoreContract {
 *     @Override
 *     protected StoreHarness openStore() {
 *         SettableClock clock = SettableClock.at("2026-03-01T12:00:00Z");
 *         return StoreHarness.of(MyStores.open(clock), clock);
 *     }
 * }
 * }</pre>
 *
 * <p>The contract opens a harness for each test and closes it afterwards. A harness may be made anew each time (a store in
 * memory), or be a light view on a server that all tests share: every test works in a tenant of its own with a random
 * name, looks at its own tenant only, and leaves its rows behind. A store that is shared must share one {@link
 * JournalReader} as well, because a reader of the journal acknowledges the entries of all tenants.
 *
 * <p><b>When the server's clock cannot be moved.</b> Let the store ask for the time in one place of its own on the server
 * (a function {@code stipend_now()}, a field that its scripts add to {@code TIME}), and let the harness change that
 * place: an offset that {@link #advance} adds to. Nothing is skipped where that is missing, for leases and periods that
 * cannot be tested are not proven. Tests that run at the same time need an offset each (a schema, a key prefix);
 * otherwise one moves the leases of the others, and they must run one after the other.
 *
 * <p>Tests compare with the times the store returned. Only where {@link #isExact} do they expect the clock to stand still
 * between two calls of {@link #advance}.
 */
public interface StoreHarness extends AutoCloseable {

    /** The store under test. */
    StoreAdapter adapter();

    /** The one reader of its journal; the same for all harnesses that share a store. */
    JournalReader journalReader();

    /** The store's clock: milliseconds since 1970-01-01 UTC. */
    long nowMillis();

    /** Moves the store's clock forward. */
    void advance(Duration by);

    /**
     * Whether the clock stands still unless advanced, and nobody else uses the store: every time, and every count over
     * all tenants, is then known to the millisecond and to the unit.
     */
    boolean isExact();

    /** Closes what was opened for this test alone. */
    @Override
    void close();

    /** A store of this test alone on a settable clock; closed with the harness. */
    static StoreHarness of(StoreAdapter adapter, SettableClock clock) {
        return new ExclusiveHarness(adapter, clock, new JournalReader(adapter.journal()));
    }
}
