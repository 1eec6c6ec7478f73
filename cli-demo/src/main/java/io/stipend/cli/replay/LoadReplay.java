package io.stipend.cli.replay;

import io.stipend.cli.replay.engine.Audit;
import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.EventCounts;
import io.stipend.cli.replay.engine.Pace;
import io.stipend.cli.replay.engine.Rates;
import io.stipend.cli.replay.engine.Replay;
import io.stipend.cli.replay.engine.ReplayRun;
import io.stipend.cli.replay.engine.RequestRunner;
import io.stipend.cli.replay.report.ReplayReport;
import io.stipend.cli.trace.Trace;
import io.stipend.core.Stipend;
import io.stipend.core.background.EventRelay;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.Extensions;
import io.stipend.deploy.StipendConfig;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Replays a trace as a load, on the store of a configuration and on that store's clock.
 *
 * @param trace what is replayed
 * @param config the store, events and limits
 * @param extensions code to be deployed with it
 * @param storeOutlives whether the store may hold other replays, too
 * @param acknowledges whether a broker outside this process acknowledges events
 * @param tenant where the accounts are
 * @param workers how many executions run at the same time
 * @param pace how fast requests follow each other
 * @param rates in which groups answers are reported
 * @param running can stop it
 */
record LoadReplay(
        Trace trace,
        StipendConfig config,
        Extensions extensions,
        boolean storeOutlives,
        boolean acknowledges,
        String tenant,
        int workers,
        Pace pace,
        Rates rates,
        RunningReplay running) {

    /**
     * Runs it with a plan, whose policy is that of the configuration.
     *
     * @param opened told when the store has been opened
     * @return the exit status
     */
    int run(BudgetPlan plan, Runnable opened, ReplayReporter reporter) throws InterruptedException {
        EventCounts counts = new EventCounts();
        try (Deployment deployment = Deployment.start(config, extensions.withPublisher(counts::around))) {
            Stipend stipend = deployment.stipend();
            opened.run();
            RequestRunner runner = new RequestRunner(stipend.manager(), plan, trace, tenant, rates.reportedAtOnce());
            Replay replay = new Replay(trace, runner, () -> stipend.backlog().entries(), workers, pace);
            ReplayRun.Outcome outcome = running.run(replay, trace.requests().size());
            stipend.drain();
            EventRelay.Figures relayed = stipend.relayFigures();
            long open = storeOutlives
                    ? Audit.openOf(stipend.accounts(), tenant)
                    : stipend.manager().getMetrics().activeAllocations();
            ReplayReport report = new ReplayReport(
                    trace,
                    plan,
                    ReplayReport.Mode.LOAD,
                    rates,
                    config.store().type(),
                    config.events().type(),
                    OptionalInt.of(workers),
                    outcome,
                    open,
                    counts.byType(),
                    acknowledges ? OptionalLong.of(relayed.published()) : OptionalLong.empty(),
                    Audit.of(stipend.accounts(), tenant, open, outcome.tally(), System.currentTimeMillis()));
            return reporter.report(new ReplayResult(report, stipend.backlog().entries(), relayed.deadLetters()));
        }
    }
}
