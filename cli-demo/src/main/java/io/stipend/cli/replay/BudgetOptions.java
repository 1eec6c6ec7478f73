package io.stipend.cli.replay;

import io.stipend.cli.console.Usage;
import io.stipend.cli.replay.engine.BudgetPlan;
import io.stipend.cli.replay.engine.HoldMethod;
import io.stipend.cli.replay.engine.StrategyPlan;
import io.stipend.cli.replay.engine.TriedPolicy;
import io.stipend.cli.text.Format;
import io.stipend.cli.trace.Trace;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ResourceVector;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.LimitSettings;
import io.stipend.deploy.sections.PriceSettings;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say which budgets to try, shared by the commands. */
final class BudgetOptions {

    private static final int MAX_USERS = 10_000_000;
    private static final Credits USER_LIMIT = Credits.of(3);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--users",
            paramLabel = "N",
            defaultValue = "200",
            description = "Deal sessions to N users by their number, where the log names no users (default: 200).")
    private int users;

    @Option(names = "--user-limit", paramLabel = "C", description = "Credits each user may spend (default: 3).")
    private @Nullable Credits userLimit;

    @Option(
            names = "--swarm-limit",
            paramLabel = "C",
            description = "Credits each session may spend (default: no limit).")
    private @Nullable Credits swarmLimit;

    @Option(
            names = "--period",
            paramLabel = "PERIOD",
            description = "How often these limits start anew: never, hour, day, week or month (default: never).")
    private @Nullable Period period;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Where days, weeks and months begin, such as Europe/Berlin (default: UTC).")
    private @Nullable ZoneId zone;

    @Mixin
    private final PriceOptions prices = new PriceOptions();

    @Option(
            names = "--max-output",
            paramLabel = "N",
            description = "Output tokens to reserve for, or the most that is forecast: what is not known before a call"
                    + " (default: 1024; with a forecast 4096).")
    private @Nullable Long maxOutput;

    /** Refuses limits that are typed where something else says what they are. */
    void refuseLimits(String other) {
        Stream.of(
                        typed("--user-limit", userLimit),
                        typed("--swarm-limit", swarmLimit),
                        typed("--period", period),
                        typed("--zone", zone))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(option -> {
                    throw Usage.wrong(spec, other + " says what the limits are, and so does " + option + "; give one");
                });
    }

    private static Optional<String> typed(String option, @Nullable Object value) {
        return value == null ? Optional.empty() : Optional.of(option);
    }

    /** The limits that are typed, or hold by default, in place of those of a configuration. */
    StipendConfig limit(StipendConfig config) {
        LimitPeriod resets = resets();
        AccountTerms swarm = swarmLimit == null ? AccountTerms.UNLIMITED : terms(swarmLimit, resets);
        return config.withLimits(new LimitSettings(terms(userCredits(), resets), swarm, AccountTerms.UNLIMITED));
    }

    /** The policy of a configuration with the limits that are typed. */
    TriedPolicy policy(StipendConfig limited) {
        String each = Format.creditsInWords(userCredits()) + (period == null ? "" : period.each());
        String perSession = swarmLimit == null ? "none" : Format.shortCredits(swarmLimit);
        String inWords = each + " per user, " + perSession + " per session"
                + (resets().unit() == LimitPeriod.Unit.NEVER ? "" : "; every " + resets());
        return TriedPolicy.of("these limits", limited, inWords, each);
    }

    private Credits userCredits() {
        return userLimit == null ? USER_LIMIT : userLimit;
    }

    private LimitPeriod resets() {
        if (zone != null && (period == null || period == Period.NEVER)) {
            throw Usage.wrong(spec, "--zone is not used without --period; give --period day, or leave it out");
        }
        return (period == null ? Period.NEVER : period).in(zone == null ? ZoneOffset.UTC : zone);
    }

    private static AccountTerms terms(Credits limit, LimitPeriod resets) {
        return new AccountTerms(Limits.credits(limit), ResourceVector.ZERO, resets);
    }

    /** A plan with a policy, whose requests hold the longest answer; refuses numbers out of range as wrong usage. */
    BudgetPlan plan(TriedPolicy policy) {
        return plan(policy, EstimateOptions.cap(spec, maxOutput()), null);
    }

    /** A plan with a policy; refuses numbers out of range as wrong usage. */
    BudgetPlan plan(TriedPolicy policy, HoldMethod holds, @Nullable StrategyPlan strategy) {
        Usage.range(spec, "--users", users, 1, MAX_USERS);
        return new BudgetPlan(policy, prices.pricing(), holds, users, prices.inWords(), strategy);
    }

    /** The longest answer, if it was typed. */
    OptionalLong maxOutput() {
        return maxOutput == null ? OptionalLong.empty() : OptionalLong.of(maxOutput);
    }

    /** Takes the prices of a configuration, unless prices are typed; see {@link PriceOptions#orElse}. */
    void priceBy(PriceSettings configured) {
        prices.orElse(spec, configured);
    }

    /** The requests of a log that can be priced; see {@link PriceOptions#priced}. */
    Trace priced(Trace trace) {
        return prices.priced(spec, trace);
    }
}
