package io.stipend.core;

import io.stipend.core.error.StipendException;
import io.stipend.core.policy.Rejection;

/** A rejection, for callers who asked for an exception: see {@link ReserveResult#orElseThrow()}. */
public final class BudgetRejectedException extends StipendException {

    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    BudgetRejectedException(Rejection rejection) {
        super(rejection.code() + ": " + rejection.message());
        this.rejection = rejection;
    }

    /** Why the budget was not granted. */
    public Rejection rejection() {
        return rejection;
    }
}
