package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.deploy.sections.LimitSettings;
import org.jspecify.annotations.Nullable;

/**
 * The budgets to try on the traffic.
 *
 * @param userLimit what each user may spend
 * @param swarmLimit what each session may spend; null for no limit, and then sessions have no account
 * @param pricing what tokens cost
 * @param maxOutput how many tokens a request may be answered with, as far as is known before it runs
 * @param users to how many users sessions are dealt when the log does not say whose they are
 */
public record BudgetPlan(Credits userLimit, @Nullable Credits swarmLimit, Pricing pricing, long maxOutput, int users) {

    /** The limits, for a configuration. */
    public LimitSettings limits() {
        return new LimitSettings(
                AccountTerms.credits(userLimit),
                swarmLimit == null ? AccountTerms.UNLIMITED : AccountTerms.credits(swarmLimit),
                AccountTerms.UNLIMITED);
    }

    /** Who pays for a request: the user the log names, else the one its session is dealt to, like cards, by its number. */
    public String userOf(TraceRequest request) {
        return request.user().orElseGet(() -> "user-" + (request.session() % users + 1));
    }
}
