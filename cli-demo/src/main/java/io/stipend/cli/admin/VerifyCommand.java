package io.stipend.cli.admin;

import io.stipend.audit.Drift;
import io.stipend.audit.Remedy;
import io.stipend.audit.RepairPlan;
import io.stipend.audit.Verification;
import io.stipend.audit.Verified;
import io.stipend.cli.console.Usage;
import io.stipend.cli.text.Format;
import io.stipend.cli.text.Json;
import io.stipend.core.model.OperationId;
import io.stipend.core.spi.BookInspection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stipend verify}: whether stored books contradict themselves, and what can be done about it. */
@Command(
        name = "verify",
        description = {
            "Recomputes every account from its reservations and its journal, and reports what does not fit.",
            "",
            "Others may work meanwhile. Without --tenant, the books of all tenants are verified.",
            ""
        },
        exitCodeList = {
            "0:the books are right, or all that was wrong is repaired",
            "1:something is wrong, or failure",
            "2:wrong usage"
        })
public final class VerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin;

    /** More would say nothing new, and nobody would read it. A program gets them all. */
    private static final int MAX_SHOWN = 200;

    @Option(names = "--repair", description = "Set right what can be: sums of accounts, steps and indexes.")
    private boolean repair;

    @Option(names = "--dry-run", description = "With --repair: show what it would do, and change nothing.")
    private boolean dryRun;

    @Mixin
    private ChangeOptions change;

    @Override
    public Integer call() {
        if (dryRun && !repair) {
            throw Usage.wrong(spec, "--dry-run shows what --repair would do; give both, or neither");
        }
        String reason = repair && !dryRun ? change.reason() : "";
        return admin.run(adapter -> {
            BookInspection books = adapter.bookInspection();
            List<Drift> drifts = new ArrayList<>();
            Verified verified = verify(books, drift -> {
                drifts.add(drift);
                if (admin.json() || drifts.size() <= MAX_SHOWN) {
                    print(drift);
                }
            });
            if (!admin.json() && drifts.size() > MAX_SHOWN) {
                admin.out().print("... and " + Format.count(drifts.size() - MAX_SHOWN) + " more; --json lists all\n\n");
            }
            admin.print(json(verified), () -> print(verified));
            if (verified.isClean()) {
                return ExitCode.OK;
            }
            return repair ? repair(books, RepairPlan.of(drifts), reason) : ExitCode.SOFTWARE;
        });
    }

    private Verified verify(BookInspection books, Consumer<Drift> each) {
        Verification verification = new Verification(books);
        return admin.namedTenant()
                .map(tenant -> verification.tenant(tenant, each))
                .orElseGet(() -> verification.all(each));
    }

    private int repair(BookInspection books, RepairPlan plan, String reason) {
        if (plan.steps().isEmpty()) {
            return admin.fail("nothing of this can be repaired by a program; see the advice above");
        }
        admin.note(dryRun ? "a repair would do this:" : "the repair:");
        plan.steps().forEach(step -> admin.note("  " + tenantOf(step) + RepairPlan.describe(step)));
        if (dryRun) {
            if (admin.json()) {
                plan.steps().forEach(step -> json(step, "WOULD_DO").print(admin.out()));
            }
            admin.note("nothing changed: this was a dry run");
            return ExitCode.SOFTWARE;
        }
        OperationId operation = change.operation();
        admin.note("  reason: " + reason + "\n  operation id: " + operation);
        if (!change.confirmed()) {
            return ExitCode.SOFTWARE;
        }
        plan.apply(books, operation, reason, this::print);
        Verified after = verify(books, drift -> {
            if (!admin.json() && drift.isRepairable()) {
                print(drift);
            }
        });
        if (after.isClean()) {
            admin.say("verified again: nothing is wrong any more");
            return ExitCode.OK;
        }
        return admin.fail("verified again: " + Format.count(after.drifts(), "finding") + " left, of which "
                + after.repairable() + " can be repaired");
    }

    private void print(RepairPlan.Outcome outcome) {
        String result = switch (outcome.result()) {
            case DONE -> "done";
            case DONE_BEFORE -> "was done before under this operation id";
            case MOVED -> "not done: the account has changed meanwhile; verify again";
            case CONFLICT -> "not done: the operation id was used there for something else; take another";
        };
        admin.print(
                json(outcome.step(), outcome.result().toString()),
                () -> admin.out().print(result + ": " + RepairPlan.describe(outcome.step()) + "\n"));
    }

    private void print(Drift drift) {
        String remedy = drift.remedy() instanceof Remedy.ByHand byHand
                ? "by hand: " + byHand.advice()
                : "stipend verify --repair sets it right";
        admin.print(
                json(drift),
                () -> admin.out()
                        .print(drift.kind() + "  tenant " + drift.tenant() + ": " + drift.sentence() + "\n    " + remedy
                                + "\n\n"));
    }

    private void print(Verified verified) {
        admin.out()
                .print((verified.isClean()
                                ? "nothing is wrong"
                                : Format.count(verified.drifts(), "finding") + ", " + verified.repairable()
                                        + " repairable")
                        + ": " + Format.count(verified.tenants(), "tenant") + ", "
                        + Format.count(verified.accounts(), "account")
                        + ", " + Format.count(verified.open(), "open reservation") + ", "
                        + Format.count(verified.closed(), "closed reservation") + ", "
                        + Format.count(verified.waiting()) + " entries that wait to be published\n");
    }

    private static Json json(Verified verified) {
        return new Json()
                .with("type", "summary")
                .with("tenants", verified.tenants())
                .with("accounts", verified.accounts())
                .with("openReservations", verified.open())
                .with("closedReservations", verified.closed())
                .with("waitingEntries", verified.waiting())
                .with("findings", verified.drifts())
                .with("repairable", verified.repairable());
    }

    private static Json json(Drift drift) {
        return new Json()
                .with("type", "finding")
                .with("kind", drift.kind())
                .with("tenant", drift.tenant())
                .with("subject", drift.subject())
                .with("resource", drift.resource())
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
