package io.stipend.cli.replay;

import io.stipend.cli.replay.engine.Audit;
import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.EventCounts;
import io.stipend.cli.replay.engine.Rates;
import io.stipend.cli.replay.engine.ReplayException;
import io.stipend.cli.replay.engine.ReplayRun;
import io.stipend.cli.replay.engine.SimulatedClock;
import io.stipend.cli.replay.engine.Simulation;
import io.stipend.cli.replay.report.ReplayReport;
import io.stipend.cli.trace.Trace;
import io.stipend.core.ResourceManager;
import io.stipend.core.background.EventRelay;
import io.stipend.core.metrics.Telemetry;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.events.EventDestination;
import io.stipend.events.EventPublishException;
import io.stipend.events.EventPublisher;
import io.stipend.events.EventsConfig;
import io.stipend.store.memory.MemoryStores;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Replays a trace in its own time, on a memory store of its own that begins empty and ends with the replay.
 *
 * @param trace what is replayed
 * @param rates how fast calls run
 * @param events where events go
 * @param acknowledges whether a broker outside this process acknowledges them
 * @param tenant where the accounts are
 * @param telemetry where numbers go
 * @param running can stop it
 */
record SimulatedReplay(
        Trace trace,
        Rates rates,
        EventsConfig events,
        boolean acknowledges,
        String tenant,
        Telemetry telemetry,
        RunningReplay running) {

    /** Runs it with a plan, on the caller's thread. */
    ReplayResult run(BudgetPlan plan) throws InterruptedException {
        SimulatedClock clock = new SimulatedClock(trace.startMillis());
        EventCounts counts = new EventCounts();
        EventDestination destination = events.open();
        try (StoreAdapter store = MemoryStores.open(Simulation.STORE, clock);
                EventPublisher publisher = counts.around(destination.publisher());
                EventRelay relay = new EventRelay(
                        store.journal(),
                        publisher,
                        destination.deadLetters(),
                        plan.policy().manager(),
                        EventRelay.Config.DEFAULT,
                        telemetry)) {
            ResourceManager manager = new ResourceManager(
                    store.creditStore(),
                    store.upkeep(),
                    plan.policy().limits(),
                    plan.policy().manager(),
                    telemetry);
            Simulation simulation = new Simulation(
                    trace,
                    manager,
                    store.upkeep(),
                    store.accountAdministration(),
                    () -> publish(relay),
                    clock,
                    plan,
                    tenant,
                    rates);
            ReplayRun.Outcome outcome = running.run(simulation, trace.requests().size());
            long open = store.upkeep().openReservations();
            ReplayReport report = new ReplayReport(
                    trace,
                    plan,
                    ReplayReport.Mode.SIMULATED,
                    rates,
                    "memory",
                    events.type(),
                    OptionalInt.empty(),
                    outcome,
                    open,
                    counts.byType(),
                    acknowledges ? OptionalLong.of(relay.figures().published()) : OptionalLong.empty(),
                    Audit.of(store.accountAdministration(), tenant, open, outcome.tally(), clock.millis()));
            return new ReplayResult(
                    report, store.journal().backlog().entries(), relay.figures().deadLetters());
        }
    }

    private static void publish(EventRelay relay) {
        try {
            relay.pass();
        } catch (EventPublishException e) {
            throw new ReplayException("events cannot be published: " + e.getMessage(), e);
        }
    }
}
