package io.stipend.server.internal.api;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.error.StipendException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.OutcomeUnknownException;
import io.stipend.pools.PoolAnswer;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.Problem;
import io.stipend.server.internal.json.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client is told of what went wrong. Of what is the service's own (addresses, statements, stacks) it is told nothing: that is in
 * the log.
 */
public final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private static final String REPEAT = "repeat it with the same id; that is safe";

    private Problems() {}

    /** There is no such reservation, or no longer. */
    public static ProblemException noReservation() {
        return Problem.of(404, "RESERVATION_NOT_FOUND", "there is no such reservation")
                .remedy("look whether the id is right; a closed one is forgotten after a while")
                .exception();
    }

    /** The problem of whatever was thrown. */
    public static Problem of(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof InvalidRequestException invalid) {
            return Problem.invalid(null, null, invalid);
        }
        if (failure instanceof RefusedException refused) {
            return refused(refused);
        }
        if (failure instanceof StipendException ours) {
            return unavailable(ours);
        }
        log.error("a request was not answered because of a defect", failure);
        return Problem.of(500, "INTERNAL", "the service has a defect")
                .remedy("tell whoever runs it, with the trace id of this answer");
    }

    private static Problem refused(RefusedException refused) {
        if (refused instanceof RefusedException.NotFound) {
            return Problem.of(404, "RESERVATION_NOT_FOUND", "").saying(refused.getMessage());
        }
        if (refused instanceof RefusedException.AlreadyClosed closed) {
            Problem problem = Problem.of(409, "ALREADY_CLOSED", "")
                    .saying(closed.getMessage())
                    .with("closedAs", closed.closedAs());
            return closed.closedAs().equals("EXPIRED")
                    ? problem.remedy("settle it: what was used is still booked, late")
                    : problem;
        }
        if (refused instanceof RefusedException.Conflict) {
            return Problem.of(409, "ID_CONFLICT", "").saying(refused.getMessage());
        }
        if (refused instanceof RefusedException.StepConflict) {
            return Problem.of(409, "STEP_CONFLICT", "").saying(refused.getMessage());
        }
        if (refused instanceof RefusedException.Forgotten) {
            return Problem.of(410, "FORGOTTEN", "").saying(refused.getMessage());
        }
        if (refused instanceof RefusedException.OverrunRejected) {
            return Problem.of(409, "OVERRUN_REJECTED", "").saying(refused.getMessage());
        }
        return Problem.of(409, "REFUSED", "").saying(refused.getMessage());
    }

    private static Problem unavailable(StipendException failure) {
        log.warn("a request was not answered: {}", failure.toString(), failure.getCause());
        if (failure instanceof OutcomeUnknownException) {
            return Problem.of(503, "OUTCOME_UNKNOWN", "the connection to the store was lost: it may have been done")
                    .remedy(REPEAT + ", and tells what it was")
                    .retryAfter(1);
        }
        if (failure instanceof TierResolver.UnavailableException) {
            return Problem.of(503, "TIER_UNAVAILABLE", "the user's tier is not known at the moment; nothing changed")
                    .remedy(REPEAT)
                    .retryAfter(1);
        }
        if (failure instanceof CreditStoreException store) {
            return switch (store.kind()) {
                case UNAVAILABLE ->
                    Problem.of(503, "STORE_UNAVAILABLE", "the store cannot be reached, or not in time; nothing changed")
                            .remedy(REPEAT)
                            .retryAfter(1);
                case FULL ->
                    Problem.of(503, "STORE_FULL", "the store holds as much as it may; nothing changed")
                            .remedy("settle or release what is open, or have the store enlarged")
                            .retryAfter(10);
                case DAMAGED ->
                    Problem.of(500, "STORE_DAMAGED", "what is stored contradicts itself; nothing changed")
                            .remedy("tell whoever runs the service: `stipend verify` shows what is wrong");
                case INTERNAL ->
                    Problem.of(500, "INTERNAL", "the store has a defect")
                            .remedy("tell whoever runs the service, with the trace id of this answer");
            };
        }
        return Problem.of(500, "INTERNAL", "the service has a defect")
                .remedy("tell whoever runs it, with the trace id of this answer");
    }

    /** A budget that was not granted although it was waited for. */
    static Problem timedOut(Rejection rejection, Duration waited, AccountAdministration accounts, HoldReturns returns) {
        String message = "after " + waited.toMillis() + " ms still: " + rejection.message();
        return refused(Problem.of(402, "WAIT_TIMED_OUT", message), rejection, accounts, returns);
    }

    /** A budget that was not granted although it waited for its member's share of a pool. Looks nothing up. */
    static Problem timedOut(PoolAnswer.WaitTimedOut waited) {
        Rejection shortage = waited.shortage();
        return withAmounts(
                        Problem.of(402, "WAIT_TIMED_OUT", waited.message())
                                .with("account", String.valueOf(shortage.account())),
                        shortage)
                .with("member", waited.member())
                .with("place", Integer.toString(waited.place()))
                .with("waiting", Integer.toString(waited.waiting()))
                .with("share", String.format(Locale.ROOT, "%.6f", waited.share()))
                .remedy("wait longer, ask for less, or have the member's weight or minimum raised");
    }

    private static Problem withAmounts(Problem problem, Rejection rejection) {
        Resource resource = rejection.resource();
        return resource == null
                ? problem
                : problem.with("resource", Json.name(resource))
                        .with("needed", resource.format(rejection.needed()))
                        .with("available", resource.format(rejection.available()))
                        .with("fits", resource.format(Math.max(0, rejection.available())));
    }

    /**
     * A budget that was not granted, with what would have been.
     *
     * @param accounts is asked when the account's period ends; if it cannot tell, the answer does without
     * @param returns is asked when holds return; if it cannot tell, the answer does without
     */
    static Problem refused(Rejection rejection, AccountAdministration accounts, HoldReturns returns) {
        boolean frozen = rejection.code() == Rejection.Code.ACCOUNT_FROZEN;
        return refused(
                Problem.of(frozen ? 423 : 402, rejection.code().name(), rejection.message()),
                rejection,
                accounts,
                returns);
    }

    private static Problem refused(
            Problem told, Rejection rejection, AccountAdministration accounts, HoldReturns returns) {
        boolean frozen = rejection.code() == Rejection.Code.ACCOUNT_FROZEN;
        Problem problem = told;
        AccountId account = rejection.account();
        if (account != null) {
            problem = problem.with("account", account.toString());
        }
        if (frozen) {
            return problem.remedy("ask whoever froze it; what is held can still be used and settled");
        }
        problem = withAmounts(problem, rejection);
        if (rejection.code() == Rejection.Code.CEILING_REACHED) {
            return problem.remedy("wait for a share of the pool with waitUpToMillis, or ask for no more than fits");
        }
        if (rejection.code() == Rejection.Code.RESERVATION_TOO_LARGE) {
            return problem.remedy("ask for no more than fits, or for a larger tier");
        }
        if (rejection.code() == Rejection.Code.IDLE_TOO_SMALL) {
            return problem.remedy("ask for no more than fits, or extend the parent first");
        }
        problem = withReturns(problem, returns.of(rejection));
        Optional<AccountView> view = account == null ? Optional.empty() : look(accounts, account);
        if (view.isPresent() && view.get().periodEndsAtMillis() != LimitPeriod.NO_END) {
            return problem.with("periodEndsAt", time(view.get().periodEndsAtMillis()))
                    .remedy("ask for no more than fits, wait for what is held, or for the new period");
        }
        return problem.remedy("ask for no more than fits, wait for what is held, or have more granted");
    }

    private static Problem withReturns(Problem problem, Optional<HoldReturns.Returns> returns) {
        if (returns.isEmpty()) {
            return problem;
        }
        Problem expected = problem.with("holdsReturnAt", time(returns.get().expectedAtMillis()));
        OptionalLong latest = returns.get().latestAtMillis();
        return latest.isEmpty() ? expected : expected.with("holdsReturnBy", time(latest.getAsLong()));
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static Optional<AccountView> look(AccountAdministration accounts, AccountId account) {
        try {
            return accounts.show(account);
        } catch (CreditStoreException e) {
            log.debug("cannot tell when the period of a refused account ends", e);
            return Optional.empty();
        }
    }
}
