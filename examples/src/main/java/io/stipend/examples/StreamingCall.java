package io.stipend.examples;

import io.stipend.core.BudgetRequest;
import io.stipend.core.SettlementReport;
import io.stipend.core.Stipend;
import io.stipend.core.execution.Execution;
import io.stipend.core.execution.Executions;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.policy.UsageLevel;
import io.stipend.store.memory.MemoryStores;

/**
 * A call that streams: reserve before it begins, track each chunk, shorten the answer from the warning on, and settle
 * the actual usage in {@code finally}, however the call ended.
 */
public final class StreamingCall {

    private StreamingCall() {}

    /** Runs it. */
    public static void main(String[] args) {
        try (Stipend stipend = Stipend.builder(MemoryStores.open()).build();
                Executions executions = new Executions(stipend.manager())) {
            System.out.println(answer(executions, new Model(), "alice", "What is a budget?"));
        }
    }

    static String answer(Executions executions, Model model, String user, String prompt) {
        BudgetRequest request = BudgetRequest.builder(
                        AvailableResources.credits("1"),
                        ExecutionConstraints.builder()
                                .maxCost("0.02")
                                .maxTokens(2_000)
                                .build())
                .user(user)
                .build();
        Execution.OpenResult opened = executions.open(request);
        if (opened instanceof Execution.OpenResult.Rejected rejected) {
            return "rejected: " + rejected.rejection().message();
        }
        long tokens = 0;
        // The handle renews its lease until it is closed. Closing it releases, unless a settlement was tried.
        try (Execution execution = ((Execution.OpenResult.Started) opened).execution()) {
            try {
                for (int chunk : model.stream(prompt)) {
                    tokens += chunk;
                    if (execution.track(usage(chunk)).level() != UsageLevel.NORMAL) {
                        model.beBrief();
                    }
                }
            } finally {
                long total = tokens;
                execution.settle(() -> usage(total));
            }
            return told(execution.report().orElseThrow(), tokens);
        }
    }

    private static ResourceUsage usage(long tokens) {
        return ResourceUsage.builder()
                .credits(Model.price(tokens))
                .tokens(tokens)
                .build();
    }

    private static String told(SettlementReport report, long tokens) {
        return tokens + " tokens, charged " + report.charged() + ", returned " + report.returned();
    }
}
