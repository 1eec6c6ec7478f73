package io.stipend.cli.admin.reservation;

import io.stipend.audit.OpenReservations;
import io.stipend.audit.OpenReservations.Page;
import io.stipend.cli.admin.AdminCommand;
import io.stipend.cli.admin.ChangeOptions;
import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Json;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stipend release}: closes reservations that nobody will close any more. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Closes open reservations that nobody will close any more: books what was tracked, and returns the rest.",
            "",
            "Picks those whose lease has run out (--stale), or those of an age (--older-than), the oldest first. The"
                    + " sweeper does the former by itself wherever a service runs. A step that is still at work loses its"
                    + " hold, and can settle no more.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:all that were picked are closed", "1:some could not be, or nothing was done", "2:wrong usage"
        })
public final class ReleaseCommand extends AdminCommand {

    private static final int SHOWN = 20;

    @Mixin
    private final ReservationFilter filter = new ReservationFilter();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "At most so many at once (default: 1000).")
    private int limit;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ChangeOptions change;

    @SuppressWarnings("NullAway.Init") // check() sets it
    private OpenReservations wanted;

    @SuppressWarnings("NullAway.Init") // check() sets it
    private OperationId operation;

    private long nowMillis;

    @Override
    protected void check() {
        if (!filter.isStale() && !filter.isOfAge()) {
            throw Usage.wrong(spec(), "say which: --stale, or --older-than DURATION; further options narrow it down");
        }
        checkLimit(limit);
        nowMillis = System.currentTimeMillis();
        wanted = filter.open(tenant(), nowMillis);
        OperationId given = change.givenOperation();
        operation = given == null ? audit(change.reason()) : given;
    }

    /** A release has no reason in the journal; its operation id is kept there, and says as much of it as there is room for. */
    private static OperationId audit(String reason) {
        StringBuilder text = new StringBuilder("release by ");
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

    @Override
    protected int run(StoreAdapter adapter) {
        Page page = wanted.page(adapter.bookInspection(), tenant(), null, limit);
        List<ReservationSnapshot> picked = page.reservations();
        if (picked.isEmpty()) {
            say("no such reservation is open in tenant " + tenant() + "; nothing to do");
            return ExitCode.OK;
        }
        announce(picked);
        if (!change.confirmed()) {
            return ExitCode.SOFTWARE;
        }
        int closed = 0;
        for (ReservationSnapshot snapshot : picked) {
            closed += release(adapter, snapshot) ? 1 : 0;
        }
        say(closed + " of " + picked.size() + " are closed" + (page.more() ? "; there are more, run it again" : ""));
        return closed == picked.size() && !page.more() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void announce(List<ReservationSnapshot> picked) {
        long held = picked.stream().mapToLong(one -> one.held().credits()).sum();
        long used = picked.stream().mapToLong(one -> one.used().credits()).sum();
        err().println("tenant " + tenant() + ": " + picked.size() + " open reservations, which hold "
                + Amounts.format(Resource.CREDITS, held) + " credits and have used "
                + Amounts.format(Resource.CREDITS, used) + ":");
        ReservationsCommand.table(picked.subList(0, Math.min(SHOWN, picked.size())), nowMillis)
                .print(err());
        if (picked.size() > SHOWN) {
            err().println("and " + (picked.size() - SHOWN) + " more; stipend reservations lists them");
        }
        err().println("what was used is charged, the rest returns; operation id: " + operation);
        err().flush();
    }

    private boolean release(StoreAdapter adapter, ReservationSnapshot snapshot) {
        CloseOutcome outcome = adapter.creditStore()
                .release(
                        new io.stipend.core.spi.ReleaseCommand(snapshot.header().id(), operation));
        JournalEntry.Closed closing = closing(outcome);
        if (closing == null) {
            say("reservation " + snapshot.header().id() + " is not closed: " + outcome);
            return false;
        }
        if (json()) {
            new Json()
                    .with("reservation", snapshot.header().id().value())
                    .with("state", closing.kind().toString())
                    .with("charged", ReservationText.json(closing.charged()))
                    .with("returned", ReservationText.json(closing.returned()))
                    .print(out());
        } else {
            out().print(snapshot.header().id() + ": " + closing.kind() + ", charged "
                    + Amounts.format(Resource.CREDITS, closing.charged().credits()) + ", returned "
                    + Amounts.format(Resource.CREDITS, closing.returned().credits()) + " credits"
                    + (closing.kind() == CloseKind.EXPIRED ? " (its lease had run out)" : "") + "\n");
        }
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
