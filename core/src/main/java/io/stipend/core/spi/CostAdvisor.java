package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.spi.check.Checks;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what to do with a step when spending is ahead of its pace: asked by the manager for requests that want {@linkplain
 * io.stipend.core.BudgetRequest.Builder#advise advice}, before it reserves. Thread safe; may block like the store.
 */
@FunctionalInterface
public interface CostAdvisor {

    /**
     * The advice for a step.
     *
     * @return empty if there is none: no strategy for its tier, or no account with a limit of credits and a period
     * @throws CreditStoreException when the store fails
     * @throws InvalidRequestException when a strategy or a price is missing that is needed
     */
    Optional<StepAdvice> advise(Step step);

    /**
     * What is known of a step.
     *
     * @param accounts those that it is charged to, in the order of its path
     * @param terms the current terms of each of them
     * @param strategy what the tier of its user says; null if it says nothing
     * @param model the model that it means to call
     * @param inputTokens what it sends
     * @param outputTokens what its answer must have room for
     * @param requiredCapabilities what a model must be able to do
     */
    record Step(
            List<AccountId> accounts,
            List<AccountTerms> terms,
            @Nullable String strategy,
            String model,
            long inputTokens,
            long outputTokens,
            Set<String> requiredCapabilities) {

        public Step {
            accounts = List.copyOf(Checks.present(accounts, "accounts"));
            terms = List.copyOf(Checks.present(terms, "terms"));
            Checks.present(model, "model");
            requiredCapabilities = Set.copyOf(Checks.present(requiredCapabilities, "required capabilities"));
            if (terms.size() != accounts.size()) {
                throw new InvalidRequestException(
                        terms.size() + " terms for " + accounts.size() + " accounts; give each account its terms");
            }
        }
    }
}
