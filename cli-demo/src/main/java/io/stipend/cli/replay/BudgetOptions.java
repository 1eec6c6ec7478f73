package io.stipend.cli.replay;

import io.stipend.cli.console.Usage;
import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.Pricing;
import io.stipend.core.model.Credits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say which budgets to try, shared by the commands. */
final class BudgetOptions {

    private static final int MAX_USERS = 10_000_000;
    private static final long MAX_OUTPUT = 1_000_000_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "200",
            description = "Deal sessions to N users by their number, where the log names no users (default: 200).")
    private int users;

    @Option(
            names = "--user-limit",
            paramLabel = "C",
            defaultValue = "3",
            description = "Credits each user may spend (default: 3).")
    private Credits userLimit;

    @Option(
            names = "--swarm-limit",
            paramLabel = "C",
            description = "Credits each session may spend (default: no limit).")
    private @Nullable Credits swarmLimit;

    @Option(
            names = "--price-in",
            paramLabel = "C",
            defaultValue = "3",
            description = "Credits per million input tokens (default: 3).")
    private Credits priceIn;

    @Option(
            names = "--price-out",
            paramLabel = "C",
            defaultValue = "15",
            description = "Credits per million output tokens (default: 15).")
    private Credits priceOut;

    @Option(
            names = "--max-output",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Output tokens to reserve for: what is not known before a call (default: 1024).")
    private long maxOutput;

    /** The plan; refuses numbers out of range as wrong usage. */
    BudgetPlan plan() {
        Usage.range(spec, "--users", users, 1, MAX_USERS);
        Usage.range(spec, "--max-output", maxOutput, 0, MAX_OUTPUT);
        return new BudgetPlan(userLimit, swarmLimit, new Pricing(priceIn, priceOut), maxOutput, users);
    }
}
