package io.stipend.cli.replay.report;

import static io.stipend.cli.text.Format.count;

import io.stipend.cli.replay.pools.PoolOutcome;
import io.stipend.cli.replay.pools.PoolPlan;
import io.stipend.cli.replay.report.Provenance.Note;
import io.stipend.cli.text.Amounts;
import io.stipend.cli.trace.Trace;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import io.stipend.pools.BlockConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was replayed on a pool, and how. */
final class PoolProvenance {

    private PoolProvenance() {}

    /** All there is to know, in the order in which it is shown. */
    static List<Note> notes(PoolReport report) {
        Trace trace = report.trace();
        PoolPlan plan = report.plan();
        PoolOutcome.Traffic traffic = report.onNodes().traffic();
        long requests = report.onNodes().all().asked();
        List<Note> notes = new ArrayList<>();
        if (trace.attribution() != null) {
            notes.add(new Note("log", trace.attribution()));
        }
        notes.add(new Note("users", Provenance.whoseSessions(trace, plan.budgets(), traffic.users())));
        notes.add(new Note("pool", plan.pool().name() + ": " + terms(plan.pool().terms())));
        notes.add(new Note(
                "nodes",
                count(plan.nodes(), "node") + " over one memory store, to which requests are dealt in turn; seed "
                        + plan.seed()));
        notes.add(new Note("blocks", blocks(plan)));
        notes.add(new Note(
                "shares",
                "requests wait up to "
                        + Amounts.format(Resource.COMPUTE_TIME, plan.patience().toMillis())
                        + "; nodes look at the pool every "
                        + Amounts.format(
                                Resource.COMPUTE_TIME, plan.queueing().tick().toMillis())));
        notes.add(new Note("limits", plan.budgets().policy().inWords()));
        notes.add(new Note("prices", Provenance.prices(plan.budgets(), traffic.heldByOwnFigures(), requests)));
        notes.add(new Note("holds", Provenance.holds(plan.budgets().holds(), traffic.heldByOwnFigures(), requests)));
        notes.add(new Note("time", Provenance.simulated(trace, plan.rates())));
        return notes;
    }

    private static String blocks(PoolPlan plan) {
        if (plan.blocks().isEmpty()) {
            return "none; --set pools.blocks.enabled=true tries them";
        }
        BlockConfig blocks = plan.blocks().get();
        boolean occupied = Stream.of(Resource.MEMORY, Resource.SLOTS)
                .anyMatch(
                        resource -> plan.pool().terms().limits().find(resource).isPresent());
        return occupied
                ? "none on this pool, because it limits what comes back: see docs/pools.md"
                : "on paths with " + count(blocks.reservesPerSecond(), "reserve") + " a second on a node, of "
                        + String.join(", ", blocks.accounts());
    }

    private static String terms(AccountTerms terms) {
        String amounts = Stream.of(Resource.values())
                .filter(resource -> terms.limits().find(resource).isPresent())
                .map(resource ->
                        Amounts.format(resource, terms.limits().find(resource)) + " " + Amounts.inWords(resource))
                .collect(Collectors.joining(", "));
        return terms.period().equals(LimitPeriod.NEVER) ? amounts : amounts + " every " + terms.period();
    }
}
