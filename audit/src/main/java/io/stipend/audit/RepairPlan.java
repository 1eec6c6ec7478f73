package io.stipend.audit;

import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.RepairOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The steps that repair some findings: the sums of accounts first, then indexes, each once. It also has the findings
 * that are left to people. Creating a plan changes nothing. Immutable.
 */
public final class RepairPlan {

    private static final String CUT = "…";

    private final List<Remedy> steps;
    private final List<Drift> byHand;

    private RepairPlan(List<Remedy> steps, List<Drift> byHand) {
        this.steps = steps;
        this.byHand = byHand;
    }

    /** The result of one step. */
    public enum Result {
        /** The step was done. */
        DONE,
        /** The same repair was done before. */
        DONE_BEFORE,
        /** Nothing was changed, because the account has changed since it was read. Verify and repair again. */
        MOVED,
        /** Nothing was changed, because the operation id was used on this account for something else. Take another. */
        CONFLICT
    }

    /**
     * A step that was tried.
     *
     * @param step the step
     * @param result its result
     */
    public record Outcome(Remedy step, Result result) {

        /** Whether the step is done, now or before. */
        public boolean isDone() {
            return result == Result.DONE || result == Result.DONE_BEFORE;
        }
    }

    /** The plan that repairs some findings. */
    public static RepairPlan of(Collection<Drift> drifts) {
        Set<Remedy> sums = new LinkedHashSet<>();
        Set<Remedy> indexes = new LinkedHashSet<>();
        List<Drift> byHand = new ArrayList<>();
        for (Drift drift : drifts) {
            if (drift.remedy() instanceof Remedy.SetSums) {
                sums.add(drift.remedy());
            } else if (drift.remedy() instanceof Remedy.RebuildIndexes) {
                indexes.add(drift.remedy());
            } else {
                byHand.add(drift);
            }
        }
        List<Remedy> steps = new ArrayList<>(sums);
        steps.addAll(indexes);
        return new RepairPlan(List.copyOf(steps), List.copyOf(byHand));
    }

    /** The steps of {@link #apply}, in order. */
    public List<Remedy> steps() {
        return steps;
    }

    /** The findings that no step repairs; each has its advice. */
    public List<Drift> byHand() {
        return byHand;
    }

    /** A step as a sentence, for example {@code account user:alice: reserved CREDITS 5.00000000 -> 3.00000000}. */
    public static String describe(Remedy step) {
        if (step instanceof Remedy.SetSums sums) {
            return "account " + sums.account() + ": " + String.join(", ", changes(sums));
        } else if (step instanceof Remedy.RebuildIndexes indexes) {
            return "tenant " + indexes.tenant() + ": make steps and indexes anew";
        } else if (step instanceof Remedy.ByHand byHand) {
            return byHand.advice();
        }
        throw new IllegalStateException("remedy of an unknown type: " + step);
    }

    /**
     * Does every step. A step that was done before with the same operation id is not done again.
     *
     * @param operationId the id of the repair, the same on every account
     * @param reason who repairs, and why; what is repaired is appended as far as there is room
     * @param each gets each step after it was tried
     * @throws io.stipend.core.spi.CreditStoreException when the store fails. The steps that {@code each} got are
     *     done, and the same call again is safe
     */
    public void apply(
            BookInspection inspection, OperationId operationId, String reason, Consumer<? super Outcome> each) {
        for (Remedy step : steps) {
            if (step instanceof Remedy.SetSums sums) {
                each.accept(new Outcome(step, result(inspection.repair(command(sums, operationId, reason)))));
            } else if (step instanceof Remedy.RebuildIndexes indexes) {
                inspection.repairIndexes(indexes.tenant());
                each.accept(new Outcome(step, Result.DONE));
            }
        }
    }

    private static RepairCommand command(Remedy.SetSums sums, OperationId operationId, String reason) {
        return new RepairCommand(
                sums.account(),
                operationId,
                sums.sequence(),
                sums.reservedFound(),
                sums.spentFound(),
                sums.reserved(),
                sums.spent(),
                fitting(reason + ": " + String.join(", ", changes(sums))));
    }

    private static Result result(RepairOutcome outcome) {
        return outcome.foldRepair(
                repaired -> repaired.replayed() ? Result.DONE_BEFORE : Result.DONE,
                () -> Result.MOVED,
                () -> Result.CONFLICT);
    }

    private static List<String> changes(Remedy.SetSums sums) {
        List<String> changes = new ArrayList<>();
        for (Resource resource : Resource.values()) {
            addChange(changes, "reserved", resource, sums.reservedFound(), sums.reserved());
            addChange(changes, "spent", resource, sums.spentFound(), sums.spent());
        }
        return changes;
    }

    private static void addChange(
            List<String> changes, String what, Resource resource, ResourceVector found, ResourceVector right) {
        if (found.get(resource) != right.get(resource)) {
            changes.add(what + ' ' + resource + ' ' + resource.format(found.get(resource)) + " -> "
                    + resource.format(right.get(resource)));
        }
    }

    /** The text, cut to the length that a reason may have. */
    private static String fitting(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length <= AccountCommand.MAX_REASON_BYTES) {
            return text;
        }
        int bytes = CUT.getBytes(StandardCharsets.UTF_8).length;
        StringBuilder cut = new StringBuilder();
        for (int c : text.codePoints().toArray()) {
            String next = Character.toString(c);
            bytes += next.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > AccountCommand.MAX_REASON_BYTES) {
                break;
            }
            cut.append(next);
        }
        return cut.append(CUT).toString();
    }
}
