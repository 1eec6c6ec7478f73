package io.stipend.core.background;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReserveCommand;
import java.util.List;
import java.util.Map;

/** Journal entries for tests: one reservation of user ann, opened at 1000 with 100 units and 100 tokens held. */
final class Entries {

    static final String TENANT = "acme";
    static final AccountId ANN = new AccountId(TENANT, AccountId.Kind.USER, "ann");
    static final AccountId POOL = new AccountId(TENANT, AccountId.Kind.POOL, "night");
    static final ResourceVector HELD = ResourceVector.of(100, 100, 0, 2000, 0, 1);
    static final long OPENED = 1000;

    private Entries() {}

    static ReservationHeader header(String reservation) {
        return new ReservationHeader(
                new ReservationId(TENANT, reservation), AccountPath.of(List.of(ANN, POOL)), "swarm", OPENED);
    }

    static JournalEntry.Opened opened(String reservation) {
        return opened(reservation, HELD);
    }

    static JournalEntry.Opened opened(String reservation, ResourceVector held) {
        ReservationHeader header = header(reservation);
        return new JournalEntry.Opened(
                header,
                new ReserveCommand(
                        header.id(),
                        header.path(),
                        List.of(AccountTerms.UNLIMITED, AccountTerms.UNLIMITED),
                        held,
                        5000,
                        "swarm",
                        "step",
                        Map.of("colour", "red")),
                6000);
    }

    static JournalEntry.Split split(String reservation, long sequence, long given, long returned, long held) {
        return new JournalEntry.Split(
                header(reservation),
                sequence,
                OPENED + sequence,
                reservation + "a",
                ResourceVector.of(given, 0, 0, 0, 0, 0),
                ResourceVector.of(returned, 0, 0, 0, 0, 0),
                ResourceVector.of(held, 100, 0, 2000, 0, 1),
                ResourceVector.ZERO,
                0,
                6000);
    }

    /** A report after which this many of the 100 tokens are used, and before which the peak was another. */
    static JournalEntry.Tracked tracked(String reservation, long sequence, double peakBefore, long tokens) {
        ResourceVector used = ResourceVector.of(10, tokens, 0, 0, 0, 0);
        return tracked(reservation, sequence, peakBefore, used, HELD);
    }

    static JournalEntry.Tracked tracked(
            String reservation, long sequence, double peakBefore, ResourceVector used, ResourceVector held) {
        return new JournalEntry.Tracked(
                header(reservation),
                sequence,
                OPENED + sequence,
                OperationId.of("report-" + sequence),
                0,
                ResourceUsage.builder().tokens(1).build(),
                "step",
                held,
                used,
                peakBefore,
                Math.max(peakBefore, ResourceVector.usageRatio(used, held)),
                7000);
    }

    static JournalEntry.Extended extended(String reservation, long sequence) {
        ResourceVector more = ResourceVector.of(Resource.CREDITS, 50);
        return extended(reservation, sequence, HoldChange.more(more), more, ResourceVector.ZERO);
    }

    /** One that asked to give 30 credits back, of which 20 were idle. */
    static JournalEntry.Extended returned(String reservation, long sequence) {
        HoldChange less = HoldChange.less(ResourceVector.of(Resource.CREDITS, 30));
        return extended(reservation, sequence, less, ResourceVector.ZERO, ResourceVector.of(Resource.CREDITS, 20));
    }

    private static JournalEntry.Extended extended(
            String reservation, long sequence, HoldChange asked, ResourceVector added, ResourceVector returned) {
        return new JournalEntry.Extended(
                header(reservation),
                sequence,
                OPENED + sequence,
                OperationId.of("more"),
                0,
                asked,
                added,
                returned,
                0,
                HELD.plus(added).minus(returned),
                ResourceVector.ZERO,
                0.9,
                8000);
    }

    static JournalEntry.Charged charged(String reservation, long usedUnits, long chargedUnits) {
        return new JournalEntry.Charged(
                header(reservation),
                0,
                OverrunPolicy.CAP,
                Map.of("tool", "search"),
                ResourceVector.of(Resource.CREDITS, usedUnits),
                ResourceVector.of(Resource.CREDITS, chargedUnits));
    }

    static JournalEntry.Closed closed(
            String reservation, CloseKind kind, ResourceVector used, double peak, boolean late, long bookedBefore) {
        return new JournalEntry.Closed(
                header(reservation),
                9,
                OPENED + 500,
                kind,
                OperationId.SETTLE,
                0,
                ResourceUsage.NONE,
                OverrunPolicy.CHARGE,
                "step",
                HELD,
                used,
                used.consumables(),
                ResourceVector.of(Resource.CREDITS, bookedBefore),
                peak,
                late);
    }

    static JournalEntry.AccountChanged changed(long sequence, long limit, long allowanceDelta) {
        return new JournalEntry.AccountChanged(
                ANN,
                sequence,
                OPENED,
                JournalEntry.AccountChange.LIMIT,
                Resource.CREDITS,
                limit,
                allowanceDelta,
                0,
                "why");
    }

    static JournalEntry.AccountChanged unlimited(long sequence) {
        return changed(sequence, Limits.UNLIMITED, -7);
    }
}
