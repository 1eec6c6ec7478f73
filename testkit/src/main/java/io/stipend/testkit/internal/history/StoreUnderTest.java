package io.stipend.testkit.internal.history;

import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.testkit.harness.StoreHarness;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A store that random histories run on.
 *
 * @param store its books
 * @param upkeep what expires and forgets
 * @param accounts its accounts
 * @param entriesOf all journal entries of a tenant so far
 * @param nowMillis its clock
 * @param advance moves its clock forward
 * @param exact whether its clock stands still otherwise; times are then compared too
 */
public record StoreUnderTest(
        CreditStore store,
        StoreUpkeep upkeep,
        AccountAdministration accounts,
        Function<String, List<JournalEntry>> entriesOf,
        LongSupplier nowMillis,
        Consumer<Duration> advance,
        boolean exact) {
    /** The store that a test opened. */
    public static StoreUnderTest of(StoreHarness harness) {
        return new StoreUnderTest(
                harness.adapter().creditStore(),
                harness.adapter().upkeep(),
                harness.adapter().accountAdministration(),
                harness.journalReader()::entries,
                harness::nowMillis,
                harness::advance,
                harness.isExact());
    }
}
