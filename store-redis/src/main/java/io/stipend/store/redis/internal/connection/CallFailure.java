package io.stipend.store.redis.internal.connection;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.CreditStoreException.Kind;
import io.stipend.core.error.OutcomeUnknownException;

/**
 * A script that was not run, after all that could be tried; or of which nobody knows.
 *
 * @param perhapsDone whether a connection broke while it was under way, and it could not be found out whether it was done
 * @param server where, for messages
 */
public record CallFailure(FailureKind verdict, boolean perhapsDone, Exception failure, RedisAddress server) {

    /** The same, of a script that changes nothing. */
    public CallFailure asLook() {
        return new CallFailure(verdict, false, failure, server);
    }

    /** The same for a caller: a new one for each, because each has its own stack. */
    public CreditStoreException toException() {
        if (verdict == FailureKind.NOT_KEPT) {
            return new OutcomeUnknownException(
                    "not known to be kept by " + server + " as it was asked to be: " + reason()
                            + "; the same call, with the same operation id, is safe, and waits again",
                    failure);
        } else if (perhapsDone) {
            return new OutcomeUnknownException(
                    "the connection to " + server + " broke before it answered, and it cannot be asked now (" + reason()
                            + "); the same call, with the same operation id, is safe",
                    failure);
        }
        return switch (verdict) {
            case CUT, NOT_KEPT, UNREACHABLE -> unavailable("no connection to " + server + " in time");
            case UNTRUSTED ->
                new CreditStoreException(
                        Kind.UNAVAILABLE,
                        "the certificate of " + server + " is not accepted (" + reason() + "); put it, or its issuer's,"
                                + " into the JVM's trust store, and give the host by a name that it is for",
                        failure);
            case CROWDED -> unavailable("all connections to " + server + " were in use for too long");
            case MOVED, ASK, NOT_NOW, NO_SCRIPT -> unavailable(server + " cannot serve this just now; try again");
            case BUSY -> unavailable("a script of somebody else keeps " + server + " busy");
            case READ_ONLY ->
                unavailable(server + " is read-only, as a replica is; connect to the master, or give its sentinels"
                        + " with ?sentinel=NAME in the URL");
            case UNSAFE -> unavailable(server + " refuses writes that it cannot keep");
            case DENIED ->
                new CreditStoreException(
                        Kind.UNAVAILABLE,
                        server + " denies access (" + reason() + "); check user, password and the user's rights",
                        failure);
            case FULL ->
                new CreditStoreException(
                        Kind.FULL, "no memory is left at " + server + "; make room (" + reason() + ")", failure);
            case DAMAGED ->
                new CreditStoreException(
                        Kind.DAMAGED, "a key at " + server + " is not what it should be (" + reason() + ")", failure);
            case REFUSED ->
                new CreditStoreException(Kind.INTERNAL, "refused by " + server + " (" + reason() + ")", failure);
        };
    }

    private CreditStoreException unavailable(String what) {
        return new CreditStoreException(Kind.UNAVAILABLE, what + " (" + reason() + ")", failure);
    }

    /** The driver's word: the innermost, which is the server's or the socket's. */
    private String reason() {
        Throwable innermost = failure;
        for (Throwable next = failure; next != null; next = FailureKind.beneath(next)) {
            innermost = next;
        }
        String message = innermost.getMessage();
        return message == null
                ? innermost.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
