package io.stipend.examples;

import io.stipend.core.BudgetRequest;
import io.stipend.core.BudgetRequest.Part;
import io.stipend.core.Stipend;
import io.stipend.core.execution.Execution;
import io.stipend.core.execution.Executions;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceUsage;
import io.stipend.store.memory.MemoryStores;
import java.time.Duration;

/**
 * An agent that spawns three sub-agents out of its own budget. Two of them settle what they used, and the rest of their parts comes back
 * to the agent. The third one crashes: nobody closes its part, so its lease runs out; what it had reported is charged, and the rest comes
 * back, too.
 */
public final class SubAgents {

    /** Of a sub-agent that says nothing for as long as this, the agent takes its budget back. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private SubAgents() {}

    /** Runs it. */
    public static void main(String[] args) throws InterruptedException {
        try (Stipend stipend = Stipend.builder(MemoryStores.open()).build();
                Executions executions = new Executions(stipend.manager());
                Execution agent = open(executions, "alice")) {
            ReservationId crashed = research(stipend, agent);
            while (stipend.manager().findReservation(crashed).orElseThrow().isOpen()) {
                Thread.sleep(SILENCE.toMillis()); // The sweeper expires it.
            }
            System.out.println(summary(agent));
        }
    }

    static Execution open(Executions executions, String user) {
        BudgetRequest request = BudgetRequest.builder(
                        AvailableResources.credits("10"),
                        ExecutionConstraints.builder().maxCost("1.00").build())
                .user(user)
                .build();
        return ((Execution.OpenResult.Started) executions.open(request)).execution();
    }

    /** Spawns three sub-agents with 0.30 credits each, and returns the reservation of the one that crashed. */
    static ReservationId research(Stipend stipend, Execution agent) {
        // Sub-agents of this process have handles, which keep their leases alive.
        for (String topic : new String[] {"prices", "laws"}) {
            Part part = Part.credits(Credits.of("0.30")).attribute("topic", topic);
            if (agent.split(part) instanceof Execution.OpenResult.Started started) {
                try (Execution subAgent = started.execution()) {
                    subAgent.track(credits("0.10"));
                    subAgent.settle(credits("0.12"));
                }
            }
        }
        // One in another process gets the id of its reservation, and reports by that; then its process dies.
        ReservationId remote = stipend.manager()
                .splitReservation(
                        agent.reservationId(),
                        Part.credits(Credits.of("0.30"))
                                .attribute("topic", "people")
                                .lease(SILENCE))
                .orElseThrow()
                .reservationId();
        stipend.manager().trackUsage(remote, credits("0.05"));
        return remote;
    }

    /** Reports what the agent used itself, and settles. */
    static String summary(Execution agent) {
        String left = agent.track(credits("0.20")).remaining().toString();
        return "left to the agent: " + left + ", charged to it: "
                + agent.settle(credits("0.20")).charged();
    }

    private static ResourceUsage credits(String amount) {
        return ResourceUsage.builder().credits(amount).build();
    }
}
