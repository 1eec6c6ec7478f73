package io.stipend.examples.service;

import io.stipend.core.policy.Rejection;

/** Carries a refusal to {@link Problems}, which turns it into the response. */
final class RejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    RejectedException(Rejection rejection) {
        super(rejection.message(), null, false, false);
        this.rejection = rejection;
    }

    Rejection rejection() {
        return rejection;
    }
}
