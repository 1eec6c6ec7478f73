package io.stipend.cli.admin;

import io.stipend.audit.OpenReservations;
import io.stipend.audit.OpenReservations.Page;
import io.stipend.audit.ReservationTree;
import io.stipend.cli.console.Usage;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ReservationSnapshot;
import java.util.List;
import java.util.concurrent.Callable;
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
        OperationId operation = Releases.operation(change, "release");
        return admin.run(store -> {
            Page page = tree == null
                    ? wanted.page(store.bookInspection(), admin.tenant(), null, limit)
                    : treePage(store.creditStore(), new ReservationId(admin.tenant(), tree));
            List<ReservationSnapshot> picked = page.reservations();
            if (picked.isEmpty()) {
                admin.say("no such reservation is open in tenant " + admin.tenant() + "; nothing to do");
                return ExitCode.OK;
            }
            Releases releases = new Releases(admin, operation);
            releases.announce(picked, nowMillis);
            if (!change.confirmed()) {
                return ExitCode.SOFTWARE;
            }
            int closed = 0;
            for (ReservationSnapshot snapshot : picked) {
                closed += releases.release(store.creditStore(), snapshot) ? 1 : 0;
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
}
