package io.stipend.cli.admin;

import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Json;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.check.Checks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Closes reservations for whoever administers them. */
final class Releases {

    private static final int SHOWN = 20;

    private final AdminOptions admin;
    private final OperationId operation;

    Releases(AdminOptions admin, OperationId operation) {
        this.admin = admin;
        this.operation = operation;
    }

    /**
     * The operation: the one named, or one that says what was done, who did it and why, as much of it as there is room for. A release
     * has no reason in the journal; its operation id is kept there.
     */
    static OperationId operation(ChangeOptions change, String what) {
        OperationId given = change.givenOperation();
        return given == null ? audit(what, change.reason()) : given;
    }

    private static OperationId audit(String what, String reason) {
        StringBuilder text = new StringBuilder(what + " by ");
        int bytes = text.length();
        for (int c : reason.codePoints().toArray()) {
            bytes += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > Checks.MAX_ID_BYTES) {
                break;
            }
            text.appendCodePoint(c);
        }
        return OperationId.of(text.toString().stripTrailing());
    }

    /** Says what will be closed. */
    void announce(List<ReservationSnapshot> picked, long nowMillis) {
        StringWriter table = new StringWriter();
        ReservationsCommand.table(picked.subList(0, Math.min(SHOWN, picked.size())), nowMillis)
                .print(new PrintWriter(table));
        admin.note("tenant " + admin.tenant() + ": " + picked.size() + " open reservations, which hold "
                + credits(picked, ReservationSnapshot::held) + " credits and have used "
                + credits(picked, ReservationSnapshot::used) + ":\n" + table
                + (picked.size() > SHOWN
                        ? "and " + (picked.size() - SHOWN) + " more; stipend reservations lists them\n"
                        : "")
                + "what was used is charged, the rest returns; operation id: " + operation);
    }

    private static String credits(
            List<ReservationSnapshot> picked, Function<ReservationSnapshot, ResourceVector> amounts) {
        return Amounts.format(
                Resource.CREDITS,
                picked.stream().mapToLong(one -> amounts.apply(one).credits()).sum());
    }

    /** Closes one; whether it is closed, by this or otherwise. */
    boolean release(CreditStore store, ReservationSnapshot snapshot) {
        ReservationId id = snapshot.header().id();
        CloseOutcome outcome = store.release(new io.stipend.core.spi.ReleaseCommand(id, operation));
        JournalEntry.Closed closing = closing(outcome);
        if (closing == null) {
            admin.say("reservation " + id + " is not closed: " + outcome);
            return false;
        }
        Json json = new Json()
                .with("reservation", id.value())
                .with("state", closing.kind())
                .with("charged", Amounts.json(closing.charged()))
                .with("returned", Amounts.json(closing.returned()));
        admin.print(
                json,
                () -> admin.out()
                        .print(id + ": " + closing.kind() + ", charged "
                                + Amounts.format(Resource.CREDITS, closing.charged()) + ", returned "
                                + Amounts.format(Resource.CREDITS, closing.returned()) + " credits"
                                + (closing.kind() == CloseKind.EXPIRED ? " (its lease had run out)" : "") + "\n"));
        return true;
    }

    /** How it is closed now, by this command or by someone else in the meantime. */
    private static JournalEntry.@Nullable Closed closing(CloseOutcome outcome) {
        if (outcome instanceof CloseOutcome.Closed closed) {
            return closed.entry();
        }
        return outcome instanceof Refusal.AlreadyClosed already ? already.closing() : null;
    }
}
