package io.stipend.cli.admin;

import io.stipend.audit.OpenReservations;
import io.stipend.audit.OpenReservations.Page;
import io.stipend.audit.ReservationTree;
import io.stipend.cli.console.Usage;
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
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stipend release}: closes reservations that nobody will close any more. */
@Command(
        name = "release",
        description = {
            "Closes open reservations that nobody will close any more: books what was tracked, and returns the rest.",
            "",
            "Picks those whose lease has run out (--stale), or those of an age (--older-than), the oldest first; or a"
                    + " reservation and all that was split from it (--tree), to stop an agent and its sub-agents. The"
                    + " sweeper does the former by itself wherever a service runs. A step that is still at work loses its"
                    + " hold, and can settle no more.",
            ""
        },
        exitCodeList = {"0:all that were picked are closed", "1:some could not be, or nothing was done", "2:wrong usage"
        })
public final class ReleaseCommand implements Callable<Integer> {

    @Mixin
    private AdminOptions admin;

    private static final int SHOWN = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ReservationFilter filter = new ReservationFilter();

    @Option(
            names = "--tree",
            paramLabel = "ID",
            description = "Instead: this reservation and all that was split from it.")
    private @Nullable String tree;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "At most so many at once (default: 1000).")
    private int limit;

    @Mixin
    private ChangeOptions change;

    @Override
    public Integer call() {
        if (tree == null && !filter.isStale() && !filter.isOfAge()) {
            throw Usage.wrong(
                    spec, "say which: --stale, --older-than DURATION, or --tree ID; further options narrow it down");
        }
        admin.checkLimit(limit);
        long nowMillis = System.currentTimeMillis();
        OpenReservations wanted = filter.open(admin.tenant(), nowMillis);
        OperationId given = change.givenOperation();
        OperationId operation = given == null ? audit(change.reason()) : given;
        return admin.run(store -> {
            Page page = tree == null
                    ? wanted.page(store.bookInspection(), admin.tenant(), null, limit)
                    : treePage(store.creditStore(), new ReservationId(admin.tenant(), tree));
            List<ReservationSnapshot> picked = page.reservations();
            if (picked.isEmpty()) {
                admin.say("no such reservation is open in tenant " + admin.tenant() + "; nothing to do");
                return ExitCode.OK;
            }
            announce(picked, nowMillis, operation);
            if (!change.confirmed()) {
                return ExitCode.SOFTWARE;
            }
            int closed = 0;
            for (ReservationSnapshot snapshot : picked) {
                closed += release(store.creditStore(), snapshot, operation) ? 1 : 0;
            }
            admin.say(closed + " of " + picked.size() + " are closed"
                    + (page.more() ? "; there are more, run it again" : ""));
            return closed == picked.size() && !page.more() ? ExitCode.OK : ExitCode.SOFTWARE;
        });
    }

    /** The open ones of a tree, each before its children: one that is closed gets no more of them. */
    private Page treePage(CreditStore store, ReservationId root) {
        List<ReservationSnapshot> open = ReservationTree.read(store, root).stream()
                .flatMap(found -> found.all().stream())
                .filter(ReservationSnapshot::isOpen)
                .toList();
        return new Page(open.subList(0, Math.min(limit, open.size())), open.size() > limit);
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

    private void announce(List<ReservationSnapshot> picked, long nowMillis, OperationId operation) {
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

    private boolean release(CreditStore store, ReservationSnapshot snapshot, OperationId operation) {
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
                .with("charged", ReservationText.json(closing.charged()))
                .with("returned", ReservationText.json(closing.returned()));
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
