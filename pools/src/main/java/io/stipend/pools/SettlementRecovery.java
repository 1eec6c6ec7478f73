package io.stipend.pools;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationSnapshot;
import java.util.List;
import java.util.Optional;

/**
 * Books what a node had settled and not booked when it stopped. Each amount is booked with the block or the bill that was recorded for it, under
 * its id: so it is booked once, even if the calls of the time before are still under way, and if this stops and starts again.
 */
final class SettlementRecovery {

    private static final int MAX_TRIES = 5;

    private final CreditStore shared;
    private final RecordedPaths.Recorded recorded;
    private final BlockCommands commands;
    private final SettlementLog log;

    private SettlementRecovery(
            CreditStore shared, BlockConfig config, RecordedPaths.Recorded recorded, SettlementLog log) {
        this.shared = shared;
        this.recorded = recorded;
        this.log = log;
        PathTerms terms = new PathTerms();
        boolean unused = terms.note(recorded.path().terms());
        this.commands = new BlockCommands(recorded.path().accounts(), terms, config);
    }

    /**
     * Books what is open in a record. Blocks like the store.
     *
     * @param log where bills are recorded that are made now
     * @throws io.stipend.core.spi.CreditStoreException if the store did not answer; then it goes on the next time
     */
    static void book(CreditStore shared, BlockConfig config, RecordedPaths paths, SettlementLog log) {
        for (RecordedPaths.Recorded each : paths.paths()) {
            new SettlementRecovery(shared, config, each, log).book();
        }
    }

    private void book() {
        List<RecordEntry.Opened> openings = recorded.openings();
        ResourceVector missing = recorded.left();
        for (int i = 0; i < openings.size(); i++) {
            ResourceVector rest = book(openings.get(i).id(), recorded.amountOf(i));
            // What is missing of an earlier one belongs to the next.
            missing = i + 1 < openings.size() ? ResourceVector.ZERO : rest;
        }
        while (!missing.isZero()) {
            ReservationId bill = commands.newId();
            log.opened(
                    recorded.path().accounts(),
                    recorded.path().terms(),
                    bill,
                    recorded.spent().excessOver(missing));
            missing = book(bill, missing);
        }
        log.forgotten(recorded.path().accounts());
    }

    /** Books an amount under an id; says what of it is not booked because the id was closed with less. */
    private ResourceVector book(ReservationId id, ResourceVector amount) {
        for (int i = 0; i < MAX_TRIES; i++) {
            Optional<ReservationSnapshot> found = shared.find(id);
            if (found.isEmpty()) {
                if (amount.isZero()) {
                    return ResourceVector.ZERO;
                }
                // A bill that is there already is answered as it is, whatever it was of.
                if (shared.charge(commands.bill(id, amount)) instanceof ChargeOutcome.Charged charged) {
                    return amount.excessOver(charged.entry().charged());
                }
                continue;
            }
            JournalEntry.Closed closing = found.get().closing();
            if (closing != null && closing.kind() != CloseKind.EXPIRED) {
                return amount.excessOver(closing.charged());
            }
            ResourceVector used = larger(amount, found.get().used());
            if (shared.settle(commands.settlement(id, used)) instanceof CloseOutcome.Closed) {
                return ResourceVector.ZERO;
            }
        }
        throw new IllegalStateException("nothing can be booked under " + id + " in tenant " + id.tenant());
    }

    /** More was reported than is recorded if the last to be settled were not answered yet. */
    private static ResourceVector larger(ResourceVector one, ResourceVector other) {
        return ResourceVector.map(
                resource -> Math.max(one.get(resource), other.consumables().get(resource)));
    }
}
