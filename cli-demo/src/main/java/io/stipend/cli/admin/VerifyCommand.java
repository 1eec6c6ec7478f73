package io.stipend.cli.admin;

import io.stipend.audit.Drift;
import io.stipend.audit.Remedy;
import io.stipend.audit.RepairPlan;
import io.stipend.audit.Verification;
import io.stipend.audit.Verified;
import io.stipend.cli.console.Usage;
import io.stipend.cli.console.VersionProvider;
import io.stipend.cli.text.Format;
import io.stipend.cli.text.Json;
import io.stipend.core.model.OperationId;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.StoreAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stipend verify}: whether stored books contradict themselves, and what can be done about it. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        sortOptions = false,
        description = {
            "Recomputes every account from its reservations and its journal, and reports what does not fit.",
            "",
            "Others may work meanwhile. Without --tenant, the books of all tenants are verified.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the books are right, or all that was wrong is repaired",
            "1:something is wrong, or failure",
            "2:wrong usage"
        })
public final class VerifyCommand extends AdminCommand {

    /** More would say nothing new, and nobody would read it. A program gets them all. */
    private static final int MAX_SHOWN = 200;

    @Option(names = "--repair", description = "Set right what can be: sums of accounts, steps and indexes.")
    private boolean repair;

    @Option(names = "--dry-run", description = "With --repair: show what it would do, and change nothing.")
    private boolean dryRun;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ChangeOptions change;

    private String reason = "";

    @Override
    protected void check() {
        if (dryRun && !repair) {
            throw Usage.wrong(spec(), "--dry-run shows what --repair would do; give both, or neither");
        }
        if (repair && !dryRun) {
            reason = change.reason();
        }
    }

    @Override
    protected int run(StoreAdapter adapter) {
        List<Drift> drifts = new ArrayList<>();
        Verified verified = verify(adapter.bookInspection(), drift -> {
            drifts.add(drift);
            if (json()) {
                json(drift).print(out());
            } else if (drifts.size() <= MAX_SHOWN) {
                print(drift);
            }
        });
        if (!json() && drifts.size() > MAX_SHOWN) {
            out().print("... and " + Format.count(drifts.size() - MAX_SHOWN) + " more; --json lists all\n\n");
        }
        summary(verified);
        if (verified.isClean() || !repair) {
            return verified.isClean() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
        return repair(adapter.bookInspection(), RepairPlan.of(drifts));
    }

    private Verified verify(BookInspection inspection, Consumer<Drift> each) {
        Verification verification = new Verification(inspection);
        return store().namedTenant()
                .map(tenant -> verification.tenant(tenant, each))
                .orElseGet(() -> verification.all(each));
    }

    private int repair(BookInspection inspection, RepairPlan plan) {
        if (plan.steps().isEmpty()) {
            say("nothing of this can be repaired by a program; see the advice above");
            return ExitCode.SOFTWARE;
        }
        err().println(dryRun ? "a repair would do this:" : "the repair:");
        plan.steps().forEach(step -> err().println("  " + tenantOf(step) + RepairPlan.describe(step)));
        err().flush();
        if (dryRun) {
            if (json()) {
                plan.steps().forEach(step -> json(step, "WOULD_DO").print(out()));
            }
            err().println("nothing changed: this was a dry run");
            return ExitCode.SOFTWARE;
        }
        OperationId operation = change.operation();
        err().println("  reason: " + reason + "\n  operation id: " + operation);
        err().flush();
        if (!change.confirmed()) {
            return ExitCode.SOFTWARE;
        }
        plan.apply(inspection, operation, reason, this::print);
        Verified after = verify(inspection, drift -> {
            if (!json() && drift.isRepairable()) {
                print(drift);
            }
        });
        say(
                after.isClean()
                        ? "verified again: nothing is wrong any more"
                        : "verified again: " + Format.count(after.drifts(), "finding") + " left, of which "
                                + after.repairable() + " can be repaired");
        return after.isClean() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(RepairPlan.Outcome outcome) {
        if (json()) {
            json(outcome.step(), outcome.result().toString()).print(out());
            return;
        }
        String result = switch (outcome.result()) {
            case DONE -> "done";
            case DONE_BEFORE -> "was done before under this operation id";
            case MOVED -> "not done: the account has changed meanwhile; verify again";
            case CONFLICT -> "not done: the operation id was used there for something else; take another";
        };
        out().print(result + ": " + RepairPlan.describe(outcome.step()) + "\n");
    }

    private void print(Drift drift) {
        out().print(drift.kind() + "  tenant " + drift.tenant() + ": " + drift.sentence() + "\n");
        if (drift.remedy() instanceof Remedy.ByHand byHand) {
            out().print("    by hand: " + byHand.advice() + "\n");
        } else {
            out().print("    stipend verify --repair sets it right\n");
        }
        out().print("\n");
    }

    private void summary(Verified verified) {
        if (json()) {
            new Json()
                    .with("type", "summary")
                    .with("tenants", verified.tenants())
                    .with("accounts", verified.accounts())
                    .with("openReservations", verified.open())
                    .with("closedReservations", verified.closed())
                    .with("waitingEntries", verified.waiting())
                    .with("findings", verified.drifts())
                    .with("repairable", verified.repairable())
                    .print(out());
            return;
        }
        out().print((verified.isClean()
                        ? "nothing is wrong"
                        : Format.count(verified.drifts(), "finding") + ", " + verified.repairable() + " repairable")
                + ": " + Format.count(verified.tenants(), "tenant") + ", "
                + Format.count(verified.accounts(), "account")
                + ", " + Format.count(verified.open(), "open reservation") + ", "
                + Format.count(verified.closed(), "closed reservation") + ", "
                + Format.count(verified.waiting()) + " entries that wait to be published\n");
    }

    private static Json json(Drift drift) {
        return new Json()
                .with("type", "finding")
                .with("kind", drift.kind().toString())
                .with("tenant", drift.tenant())
                .with("subject", drift.subject())
                .with(
                        "resource",
                        drift.resource() == null ? null : drift.resource().toString())
                .with("found", drift.found())
                .with("expected", drift.expected())
                .with("repairable", drift.isRepairable())
                .with("sentence", drift.sentence())
                .with("advice", drift.remedy() instanceof Remedy.ByHand byHand ? byHand.advice() : null);
    }

    private static Json json(Remedy step, String result) {
        return new Json()
                .with("type", "repair")
                .with("result", result)
                .with("what", tenantOf(step) + RepairPlan.describe(step));
    }

    private static String tenantOf(Remedy step) {
        return step instanceof Remedy.SetSums sums ? "tenant " + sums.account().tenant() + ", " : "";
    }
}
