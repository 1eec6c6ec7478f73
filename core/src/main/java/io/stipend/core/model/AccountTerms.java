package io.stipend.core.model;

import io.stipend.core.spi.check.Checks;

/**
 * What policy says an account may use. The manager sends the current terms with every reserve, so a changed policy takes
 * effect with the next one. Immutable; a policy that returns the same instance each time saves the store a comparison.
 *
 * @param limits what may be used per period; an override kept in the store wins over it
 * @param overdraft how far below zero available may be reserved, per resource
 * @param period how often the limits start anew; holds and unused grants live on, debt does not
 */
public record AccountTerms(Limits limits, ResourceVector overdraft, LimitPeriod period) {

    /** No limits: everything is counted, nothing refused. */
    public static final AccountTerms UNLIMITED = new AccountTerms(Limits.NONE, ResourceVector.ZERO, LimitPeriod.NEVER);

    public AccountTerms {
        Checks.present(limits, "limits");
        Checks.present(overdraft, "overdraft");
        Checks.present(period, "period");
    }

    /** Limits for good, without overdraft. */
    public static AccountTerms of(Limits limits) {
        return new AccountTerms(limits, ResourceVector.ZERO, LimitPeriod.NEVER);
    }

    /** A limit of credits for good, without overdraft. */
    public static AccountTerms credits(Credits limit) {
        return of(Limits.credits(limit));
    }
}
