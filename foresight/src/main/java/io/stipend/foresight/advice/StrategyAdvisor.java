package io.stipend.foresight.advice;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CostAdvisor;
import io.stipend.core.spi.PriceSource;
import io.stipend.core.spi.StepAdvice;
import io.stipend.core.spi.check.Checks;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Advises by the {@link CostStrategy} that a step's tier names, on the first account of its path that has a limit of credits and a period.
 * Looks at that account: one call of the store. Thread safe; blocks like the store.
 */
public final class StrategyAdvisor implements CostAdvisor {

    /** Nobody has more strategies; what is beyond is read anew each time. */
    private static final int MAX_STRATEGIES = 1_000;

    private final AccountAdministration accounts;
    private final PriceSource prices;
    private final Settings settings;
    private final InstantSource clock;
    private final Map<String, CostStrategy> strategies = new ConcurrentHashMap<>();

    /**
     * How it advises. Immutable.
     *
     * @param strategy for steps whose tier names none: see {@link CostStrategy#parse}; null for no advice
     * @param pace how fast a budget may be spent
     * @param models which models there are to choose from, in the order of preference, and what each can do
     */
    public record Settings(@Nullable String strategy, Pace pace, Map<String, Set<String>> models) {

        public Settings {
            Checks.present(pace, "pace");
            Map<String, Set<String>> copy = new LinkedHashMap<>();
            Checks.present(models, "models").forEach((model, able) -> copy.put(model, Checks.ids(able, "capability")));
            models = Collections.unmodifiableMap(copy);
            if (strategy != null) {
                CostStrategy.parse(strategy, pace);
            }
        }
    }

    /**
     * Makes one.
     *
     * @param accounts where it looks
     * @param prices what calls of models cost
     */
    public StrategyAdvisor(AccountAdministration accounts, PriceSource prices, Settings settings) {
        this(accounts, prices, settings, InstantSource.system());
    }

    StrategyAdvisor(AccountAdministration accounts, PriceSource prices, Settings settings, InstantSource clock) {
        this.accounts = Checks.present(accounts, "accounts");
        this.prices = Checks.present(prices, "prices");
        this.settings = Checks.present(settings, "settings");
        this.clock = clock;
    }

    @Override
    public Optional<StepAdvice> advise(Step step) {
        String text = step.strategy() == null ? settings.strategy() : step.strategy();
        if (text == null) {
            return Optional.empty();
        }
        CostStrategy strategy = strategy(text);
        StepNeed need = new StepNeed(
                step.inputTokens(),
                step.outputTokens(),
                StepNeed.of(step.inputTokens(), step.outputTokens()).longerThan(),
                step.requiredCapabilities(),
                true);
        return budget(step).map(budget -> told(strategy.advise(budget, need, offers(step))));
    }

    private CostStrategy strategy(String text) {
        CostStrategy known = strategies.get(text);
        if (known != null) {
            return known;
        }
        CostStrategy read = CostStrategy.parse(text, settings.pace());
        if (strategies.size() < MAX_STRATEGIES) {
            strategies.put(text, read);
        }
        return read;
    }

    private Optional<BudgetState> budget(Step step) {
        for (int i = 0; i < step.accounts().size(); i++) {
            AccountTerms terms = step.terms().get(i);
            if (terms.period().unit() != LimitPeriod.Unit.NEVER) {
                Optional<BudgetState> budget = budget(step.accounts().get(i), terms);
                if (budget.isPresent()) {
                    return budget;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<BudgetState> budget(AccountId account, AccountTerms terms) {
        long now = clock.millis();
        AccountView view = accounts.show(account).orElse(null);
        OptionalLong allowance = terms.limits().find(Resource.CREDITS);
        long committed = 0;
        long end = LimitPeriod.NO_END;
        if (view != null) {
            allowance = view.allowance(Resource.CREDITS);
            committed = view.spent().credits() + view.reserved().credits();
            end = view.periodEndsAtMillis();
        }
        if (allowance.isEmpty()) {
            return Optional.empty();
        }
        if (end == LimitPeriod.NO_END) {
            end = terms.period().endMillis(now);
        }
        return Optional.of(new BudgetState(allowance.getAsLong(), committed, begin(terms.period(), end), end, now));
    }

    /** When the period began that ends at this moment: the end of the one before. */
    private static long begin(LimitPeriod period, long end) {
        long at = end - period.maxMillis();
        for (long next = period.endMillis(at); next < end; next = period.endMillis(at)) {
            at = next;
        }
        return at;
    }

    /** The model that is meant, then those that there are, in the order of preference. */
    private List<Offer> offers(Step step) {
        List<Offer> offers = new ArrayList<>();
        offers.add(offer(step.model(), settings.models().getOrDefault(step.model(), step.requiredCapabilities())));
        settings.models().forEach((model, able) -> {
            if (!model.equals(step.model())) {
                offers.add(offer(model, able));
            }
        });
        return offers;
    }

    private Offer offer(String model, Set<String> able) {
        return new Offer(
                model,
                able,
                (inputTokens, outputTokens) -> prices.costOf(model, inputTokens, outputTokens)
                        .map(Credits::units)
                        .orElseThrow(
                                () -> new InvalidRequestException(
                                        "the model " + Checks.shown(model)
                                                + " has no price, so nothing can be said of what it costs; give it one, or leave it out")));
    }

    private static StepAdvice told(Advice advice) {
        if (advice instanceof Advice.Proceed proceed) {
            return advice(
                    StepAdvice.Kind.PROCEED, "run it as it is", proceed.offer().model(), 0, 0, 0, 0, 0);
        } else if (advice instanceof Advice.Downgrade down) {
            String text = "run it on " + down.to().model() + ": that is expected to save " + credits(down.saved())
                    + " credits";
            return advice(StepAdvice.Kind.DOWNGRADE, text, down.to().model(), down.saved(), 0, 0, 0, 0);
        } else if (advice instanceof Advice.Wait wait) {
            String text = "wait " + wait.time().toSeconds() + " s, then ask again";
            return advice(StepAdvice.Kind.WAIT, text, null, 0, wait.time().toMillis(), 0, 0, 0);
        } else if (advice instanceof Advice.Defer defer) {
            String text = "run it in a batch, or in the next period";
            return advice(StepAdvice.Kind.DEFER, text, null, 0, 0, defer.untilMillis(), 0, 0);
        } else if (advice instanceof Advice.CapOutput cap) {
            String text = "let it make at most " + cap.outputTokens() + " tokens; " + credits(cap.wasted())
                    + " credits are expected to be wasted on truncated answers";
            return advice(
                    StepAdvice.Kind.CAP_OUTPUT, text, cap.offer().model(), 0, 0, 0, cap.outputTokens(), cap.wasted());
        } else if (advice instanceof Advice.Refuse refuse) {
            return advice(StepAdvice.Kind.REFUSE, refuse.reason(), null, 0, 0, 0, 0, 0);
        }
        throw new IllegalStateException("advice of an unknown kind: " + advice);
    }

    private static StepAdvice advice(
            StepAdvice.Kind kind,
            String text,
            @Nullable String model,
            long saved,
            long waitMillis,
            long untilMillis,
            long outputTokens,
            long wasted) {
        return new StepAdvice(kind, text, model, saved, waitMillis, untilMillis, outputTokens, wasted);
    }

    private static Credits credits(long units) {
        return Credits.ofUnits(units);
    }
}
