package io.stipend.foresight.shadow;

import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.spi.BlockPlugin;
import io.stipend.core.spi.ForwardingStore;
import io.stipend.core.spi.Journal;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import java.time.InstantSource;

/**
 * Tries another policy beside the one in force: other limits, tiers with their windows, periods and largest reservations. A store around another one. It
 * knows what happens from the entries of the journal as they are published, and judges it on books of its own, in the heap. What the policy would have
 * refused is told as {@code resource.refused}, with {@code shadow: true}; nothing is refused, and no caller waits for it.
 *
 * <p>Reservations are judged by what they hold. One that would have been refused takes nothing from those after it, as it would not
 * have run. An account begins with what it has spent in earnest, when something happens to it for the first time: one call of the store. A process that
 * takes over the publishing begins anew, and knows nothing of what would have been refused before.
 *
 * <p>Thread safe.
 */
public final class ShadowWatch extends ForwardingStore {

    private final Journal journal;

    ShadowWatch(StoreAdapter store, LimitPolicy policy, BlockPlugin.Meters meters, InstantSource clock) {
        super(store);
        ShadowAccounts accounts =
                new ShadowAccounts(Checks.present(policy, "limit policy"), store.accountAdministration(), clock);
        ShadowBooks books = new ShadowBooks(accounts);
        this.journal = new ShadowJournal(store.journal(), books, clock);
        meters.counter("stipend.shadow.judged", "Reservations that another policy was tried on", books.judged::sum);
        meters.counter(
                "stipend.shadow.refused.reserves",
                "Reservations that it would have refused",
                books.refusedReserves::sum);
        meters.counter(
                "stipend.shadow.refused.extensions",
                "Reservations of which it would have refused an extension",
                books.refusedExtensions::sum);
        meters.counter(
                "stipend.shadow.refused.credits",
                "Credits spent by reservations that it would have refused",
                () -> books.keptOut.sum() / 1e8);
        meters.counter("stipend.shadow.failures", "Entries that it could not be tried on", books.failures::sum);
        meters.gauge("stipend.shadow.accounts", "Accounts that it limits and this process knows", accounts::size);
    }

    /**
     * Begins to try a policy. It may be asked by any thread, and is asked again for each reservation: one that changes is tried as it is then.
     *
     * @param store closed together with it
     * @param meters where its numbers are shown
     */
    public static ShadowWatch over(StoreAdapter store, LimitPolicy policy, BlockPlugin.Meters meters) {
        return new ShadowWatch(store, policy, meters, InstantSource.system());
    }

    @Override
    public Journal journal() {
        return journal;
    }
}
