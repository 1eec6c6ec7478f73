package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.Trace;
import io.stipend.cli.trace.TraceReader;
import io.stipend.cli.trace.TraceRequest;
import io.stipend.cli.trace.TraceSource;
import io.stipend.core.model.Credits;
import io.stipend.core.policy.LimitPolicy;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.foresight.advice.CostStrategy;
import io.stipend.foresight.advice.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small logs, read as a user's are, and plans to try on them. */
final class Logs {

    /** A credit for each token, in or out. */
    static final Pricing A_CREDIT_A_TOKEN = new Pricing.PerMillion(Credits.of(1_000_000), Credits.of(1_000_000));

    private Logs() {}

    /** A log with these rows: timestamp, user, session, model, tokens in, tokens out, cost, milliseconds. */
    static Trace of(String rows) {
        try {
            Path file = Files.createTempFile("log", ".csv");
            try {
                Files.writeString(
                        file,
                        (rows.contains("T") ? "timestamp" : "timestamp_ms")
                                + ",user,session,model,input_tokens,output_tokens,cost,duration_ms\n" + rows);
                return TraceReader.read(TraceSource.file(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The only request of a log with this row. */
    static TraceRequest request(String row) {
        return of(row + "\n").requests().get(0);
    }

    /** A request of so many tokens, and nothing else known of it. */
    static TraceRequest request(long input, long output) {
        return request("0,,,," + input + "," + output + ",,");
    }

    /** A plan with these limits, where tokens cost a credit each. */
    static BudgetPlan plan(LimitPolicy limits, long maxOutput) {
        return plan(limits, ManagerConfig.DEFAULT, maxOutput);
    }

    /** The same with a manager that judges otherwise. */
    static BudgetPlan plan(LimitPolicy limits, ManagerConfig manager, long maxOutput) {
        return plan(limits, manager, A_CREDIT_A_TOKEN, maxOutput);
    }

    static BudgetPlan plan(LimitPolicy limits, ManagerConfig manager, Pricing pricing, long maxOutput) {
        return plan(limits, manager, pricing, HoldMethod.cap(maxOutput));
    }

    /** The same with holds that are made otherwise. */
    static BudgetPlan plan(LimitPolicy limits, HoldMethod holds) {
        return plan(limits, ManagerConfig.DEFAULT, A_CREDIT_A_TOKEN, holds);
    }

    /** The same, with a strategy, and a model that costs a tenth. */
    static BudgetPlan plan(LimitPolicy limits, long maxOutput, String strategy) {
        Pricing.PerMillion cheap = new Pricing.PerMillion(Credits.of(100_000), Credits.of(100_000));
        return new BudgetPlan(
                new TriedPolicy("tried", limits, ManagerConfig.DEFAULT, "", ""),
                A_CREDIT_A_TOKEN,
                HoldMethod.cap(maxOutput),
                3,
                "",
                new StrategyPlan(
                        CostStrategy.parse(strategy, new Pace(0)),
                        strategy,
                        List.of(new StrategyPlan.OtherModel("small", cheap))));
    }

    private static BudgetPlan plan(LimitPolicy limits, ManagerConfig manager, Pricing pricing, HoldMethod holds) {
        return new BudgetPlan(new TriedPolicy("tried", limits, manager, "", ""), pricing, holds, 3, "");
    }
}
