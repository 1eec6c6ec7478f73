package io.stipend.cli.replay.report;

import io.stipend.cli.replay.pools.PoolOutcome;
import io.stipend.cli.replay.pools.PoolPlan;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.text.Json;
import java.io.PrintWriter;

/** The report on a pool for programs: one JSON object, always with the same keys in the same order. */
public final class PoolReportJson {

    private PoolReportJson() {}

    /** Writes the report, and a line end. */
    public static void write(PoolReport report, PrintWriter out) {
        PoolPlan plan = report.plan();
        Json assumptions = new Json();
        PoolProvenance.notes(report).forEach(note -> assumptions.with(note.name(), note.text()));
        new Json()
                .with(
                        "trace",
                        new Json()
                                .with("name", report.trace().name())
                                .with("requests", report.trace().requests().size())
                                .with("sessions", report.trace().sessions().size()))
                .with(
                        "pool",
                        new Json()
                                .with("tenant", plan.pool().tenant())
                                .with("name", plan.pool().name())
                                .with("memberKind", plan.pool().memberKind().label())
                                .with("limits", Amounts.json(plan.pool().terms().limits()))
                                .with("period", plan.pool().terms().period()))
                .with("waitMillis", plan.patience().toMillis())
                .with("seed", plan.seed())
                .with("assumptions", assumptions)
                .with("reading", report.trace().notes().lines())
                .with(
                        "runs",
                        report.outcomes().stream()
                                .map(outcome -> run(report, outcome))
                                .toList())
                .printIndented(out);
    }

    private static Json run(PoolReport report, PoolOutcome outcome) {
        PoolOutcome.Work work = outcome.work();
        return new Json()
                .with("nodes", outcome.plan().nodes())
                .with("millis", outcome.traffic().nanos() / 1_000_000)
                .with("requests", requests(outcome.all()))
                .with(
                        "fairness",
                        new Json()
                                .with("periods", outcome.fairness().periods())
                                .with("mean", outcome.fairness().mean())
                                .with("least", outcome.fairness().least()))
                .with(
                        "resources",
                        outcome.uses().stream().map(PoolReportJson::use).toList())
                .with(
                        "store",
                        new Json()
                                .with("calls", work.calls())
                                .with("callsPerThousandRequests", outcome.callsPerThousand())
                                .with("callsForFairness", work.forFairness())
                                .with("callsForFairnessPerNodeAndSecond", outcome.fairnessCallsPerSecond()))
                .with(
                        "blocks",
                        new Json()
                                .with("enabled", outcome.plan().blocks().isPresent())
                                .with("formed", work.blocksFormed())
                                .with("dissolved", work.blocksDissolved())
                                .with("served", work.servedFromBlocks()))
                .with("balanced", outcome.balanced())
                .with("findings", outcome.findings())
                .with(
                        "members",
                        outcome.members().stream()
                                .map(member -> member(report, member))
                                .toList());
    }

    private static Json requests(PoolOutcome.Requests requests) {
        return new Json()
                .with("asked", requests.asked())
                .with("served", requests.served())
                .with("timedOut", requests.timedOut())
                .with("refused", requests.refused())
                .with(
                        "refusedBy",
                        new Json()
                                .with("pool", requests.refusedByPool())
                                .with("otherAccounts", requests.refusedByOthers())
                                .with("lineFull", requests.lineFull()))
                .with("withinMinimum", requests.withinMinimum())
                .with("withinMinimumUnserved", requests.withinMinimumUnserved())
                .with("waitP50Millis", requests.waitP50Millis())
                .with("waitP99Millis", requests.waitP99Millis());
    }

    private static Json use(PoolOutcome.Use use) {
        return new Json()
                .with("resource", use.resource())
                .with("limit", Amounts.plain(use.resource(), use.limit()))
                .with("inUse", use.limit() == 0 ? null : use.mean() / use.limit())
                .with("most", Amounts.plain(use.resource(), use.most()))
                .with("overshoot", Amounts.plain(use.resource(), use.overshoot()));
    }

    private static Json member(PoolReport report, PoolOutcome.OfMember member) {
        return new Json()
                .with("member", member.name())
                .with("weight", member.entitlement().weight())
                .with("minimum", Amounts.json(report.ofPool(member.entitlement().minimum())))
                .with("requests", requests(member.requests()))
                .with("meanShare", member.meanShare())
                .with("owedPart", member.owedPart());
    }
}
