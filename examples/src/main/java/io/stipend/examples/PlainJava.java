package io.stipend.examples;

import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.Stipend;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import io.stipend.store.memory.MemoryStores;

/** Stipend without a container: build it, and call its manager. */
public final class PlainJava {

    private PlainJava() {}

    /** Runs it. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static String run() {
        try (Stipend stipend = Stipend.builder(MemoryStores.open()).build()) {
            ResourceManager manager = stipend.manager();
            AvailableResources atHand = AvailableResources.credits("5");
            ExecutionConstraints limit = ExecutionConstraints.builder()
                    .maxCost("0.25")
                    .maxTokens(4_000)
                    .build();
            ReserveResult result = manager.reserveBudget(atHand, limit, "alice", "research");
            if (result instanceof ReserveResult.Rejected rejected) {
                return rejected.rejection().message();
            }
            ReserveResult.Approved budget = result.orElseThrow();
            // ... the step runs ...
            SettlementReport report = manager.finalizeUsage(
                    budget.reservationId(),
                    ResourceUsage.builder().credits("0.22").tokens(3_300).build());
            return "charged " + report.charged() + ", returned " + report.returned();
        }
    }
}
