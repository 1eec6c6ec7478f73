package io.stipend.examples;

import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.Stipend;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.foresight.price.ModelUsage;
import io.stipend.foresight.price.PriceBook;
import io.stipend.store.memory.MemoryStores;

/** A step that names the model it calls: a price book says what to hold, and what the call cost in the end. */
public final class PricedCall {

    private static final String MODEL = "claude-haiku-4-5";

    private PricedCall() {}

    /** Runs it. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static String run() {
        PriceBook prices = PriceBook.builtIn();
        try (Stipend stipend =
                Stipend.builder(MemoryStores.open()).prices(prices).build()) {
            ResourceManager manager = stipend.manager();
            ExecutionConstraints call = ExecutionConstraints.builder()
                    .modelCall(MODEL, 9_000, 2_000)
                    .build();
            ReserveResult result = manager.reserveBudget(AvailableResources.credits("5"), call, "alice", "research");
            if (result instanceof ReserveResult.Rejected rejected) {
                return rejected.rejection().message();
            }
            ReserveResult.Approved budget = result.orElseThrow();
            // ... the call; the provider says what it used ...
            ModelUsage used = ModelUsage.builder()
                    .inputTokens(1_000)
                    .cachedInputTokens(8_000)
                    .outputTokens(350)
                    .build();
            SettlementReport report = manager.finalizeUsage(budget.reservationId(), prices.usage(MODEL, used));
            return "charged " + report.charged() + ", returned " + report.returned();
        }
    }
}
