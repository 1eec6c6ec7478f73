package io.stipend.examples.service;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.error.RefusedException;
import io.stipend.core.error.StipendException;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.TierResolver;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.OutcomeUnknownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Turns exceptions into problem documents (RFC 9457). A refused budget is 402, so that no client takes it for a
 * conflict to resolve, or for a rate limit that waiting lifts.
 */
@RestControllerAdvice
class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private static final String SOON = "1";

    @ExceptionHandler
    ResponseEntity<ProblemDetail> rejected(RejectedException refused) {
        Rejection rejection = refused.rejection();
        ProblemDetail problem =
                problem(HttpStatus.PAYMENT_REQUIRED, rejection.code().name(), rejection.message());
        if (rejection.resource() != null) {
            problem.setProperty("resource", rejection.resource());
            problem.setProperty("needed", rejection.resource().format(rejection.needed()));
            problem.setProperty("available", rejection.resource().format(rejection.available()));
        }
        if (rejection.account() != null) {
            problem.setProperty("account", rejection.account().toString());
        }
        return ResponseEntity.of(problem).build();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(StipendException failure) {
        if (failure instanceof CreditStoreException || failure instanceof TierResolver.UnavailableException) {
            return away(failure);
        }
        HttpStatus status = HttpStatus.CONFLICT;
        if (failure instanceof InvalidRequestException) {
            status = HttpStatus.BAD_REQUEST;
        } else if (failure instanceof RefusedException.NotFound) {
            status = HttpStatus.NOT_FOUND;
        }
        ProblemDetail problem = problem(status, code(failure), String.valueOf(failure.getMessage()));
        if (failure instanceof RefusedException.AlreadyClosed closed) {
            problem.setProperty("closedAs", closed.closedAs());
        }
        return ResponseEntity.of(problem).build();
    }

    /** The caller can only try again; with the same ids that is safe. */
    private static ResponseEntity<ProblemDetail> away(StipendException failure) {
        log.warn("cannot answer", failure);
        String remedy = failure instanceof OutcomeUnknownException
                ? "; it may have been done: repeat it with the same id"
                : "; repeat it";
        ProblemDetail problem = problem(HttpStatus.SERVICE_UNAVAILABLE, code(failure), failure.getMessage() + remedy);
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, SOON)
                .body(problem);
    }

    private static ProblemDetail problem(HttpStatus status, String code, String message) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, message);
        problem.setProperty("code", code);
        return problem;
    }

    /** The exception's name without {@code Exception}, for example {@code OperationConflict}. */
    private static String code(StipendException failure) {
        return failure.getClass().getSimpleName().replace("Exception", "");
    }
}
