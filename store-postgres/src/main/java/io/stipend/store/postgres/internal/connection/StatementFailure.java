package io.stipend.store.postgres.internal.connection;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.CreditStoreException.Kind;
import io.stipend.core.error.OutcomeUnknownException;
import java.sql.SQLException;

/** A statement that was not done, after all that could be tried; or of which nobody knows. */
public final class StatementFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final FailureKind verdict;
    private final boolean perhapsDone;
    private final SQLException failure;
    private final String server;

    public StatementFailure(FailureKind verdict, boolean perhapsDone, SQLException failure, String server) {
        super(failure);
        this.verdict = verdict;
        this.perhapsDone = perhapsDone;
        this.failure = failure;
        this.server = server;
    }

    public FailureKind verdict() {
        return verdict;
    }

    /** Whether the connection broke while it was under way, and it could not be found out whether it was done. */
    public boolean isPerhapsDone() {
        return perhapsDone;
    }

    /** The same, of a statement that changes nothing. */
    StatementFailure asLook() {
        return new StatementFailure(verdict, false, failure, server);
    }

    /** The same for a caller: a new one for each, because each has its own stack. */
    public CreditStoreException toException() {
        if (perhapsDone) {
            return new OutcomeUnknownException(
                    "the connection to " + server + " broke before it answered, and it cannot be asked now (" + reason()
                            + "); the same call, with the same operation id, is safe",
                    failure);
        }
        return switch (verdict) {
            case COLLISION -> unavailable("others keep changing the same rows at " + server + "; try again");
            case NO_PERIOD -> unavailable("the clock of " + server + " jumps too much to tell the period; try again");
            case LOCKED ->
                unavailable("rows stayed locked by others at " + server
                        + " for longer than the lock timeout; see pg_stat_activity for who holds them");
            case OVERLOADED -> unavailable(server + " gave up on the statement; it may be overloaded");
            case READ_ONLY ->
                unavailable(server + " is read-only, as a standby is; connect to the primary,"
                        + " or give all hosts and targetServerType=primary in the URL");
            case FULL ->
                new CreditStoreException(
                        Kind.FULL, "the disk of " + server + " is full; make room (" + reason() + ")", failure);
            case UNREACHABLE, CUT ->
                unavailable("no connection to " + server + " in time; is it running, and are host and port right?");
            case DENIED ->
                unavailable(
                        server + " does not let the store in; see to user, password and database, which are those of"
                                + " the URL, else of PGUSER, PGPASSWORD and the password file");
            case DAMAGED ->
                new CreditStoreException(
                        Kind.DAMAGED, "a constraint of the books would be broken (" + reason() + ")", failure);
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
        while (innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return message == null
                ? innermost.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
