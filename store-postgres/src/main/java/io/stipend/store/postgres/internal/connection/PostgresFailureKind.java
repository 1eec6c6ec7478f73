package io.stipend.store.postgres.internal.connection;

import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.store.support.FailureKind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What a failure means for the statement that met it. */
public enum PostgresFailureKind implements FailureKind {
    /** Somebody else was there at the same time; nothing was done, and the same statement may well succeed now. */
    COLLISION(Kind.UNAVAILABLE, "others keep changing the same rows at %s; try again"),
    /** The calendar that came along lacks a period; nothing was done. */
    NO_PERIOD(Kind.UNAVAILABLE, "the clock of %s jumps too much to tell the period; try again"),
    /** Rows stayed locked by somebody else; nothing was done. */
    LOCKED(
            Kind.UNAVAILABLE,
            "rows stayed locked by others at %s for longer than the lock timeout; see pg_stat_activity for who holds them"),
    /** The server gave up: too slow, too full of work, shutting down; nothing was done. */
    OVERLOADED(Kind.UNAVAILABLE, "%s gave up on the statement; it may be overloaded"),
    /** A standby, or a primary that was made read-only; nothing was done. */
    READ_ONLY(
            Kind.UNAVAILABLE,
            "%s is read-only, as a standby is; connect to the primary, or give all hosts and targetServerType=primary in the URL"),
    /** The disk is full; nothing was done. */
    FULL(Kind.FULL, "the disk of %s is full; make room"),
    /** No connection could be had; nothing was done. */
    UNREACHABLE(Kind.UNAVAILABLE, "no connection to %s in time; is it running, and are host and port right?"),
    /** The server knows no such user, password or database; nothing was done. */
    DENIED(
            Kind.UNAVAILABLE,
            "%s does not let the store in; see to user, password and database, which are those of store.user and store.password (STIPEND_STORE_USER, STIPEND_STORE_PASSWORD), else of the URL, else of PGUSER, PGPASSWORD and the password file"),
    /** The connection broke while the statement was under way: done or not, nobody knows. */
    CUT(Kind.UNAVAILABLE, "no connection to %s in time; is it running, and are host and port right?"),
    /** What is stored contradicts itself, and a constraint says so; nothing was done. */
    DAMAGED(Kind.DAMAGED, "a constraint of the books at %s would be broken"),
    /** The server refuses the statement itself: a missing table or right, a defect of ours; nothing was done. */
    REFUSED(Kind.INTERNAL, "refused by %s");

    private final Kind kind;
    private final String sentence;

    /** @param sentence with {@code %s} for the server */
    PostgresFailureKind(Kind kind, String sentence) {
        this.kind = kind;
        this.sentence = sentence;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public String sentence(String server) {
        return sentence.formatted(server);
    }

    private static final Set<String> COLLISIONS = Set.of(
            "40001", // serialization failure, also raised by our own functions
            "40P01", // deadlock
            "23505"); // two nodes made the same row

    private static final Set<String> OVERLOADS = Set.of(
            "57014", // statement timeout
            "53000", "53200", "53400"); // out of resources, memory, configured limits

    private static final Set<String> NOT_YET = Set.of(
            "08001", "08004", // cannot connect, connection rejected
            "53300", // too many connections
            "57P03"); // starting up, or in recovery

    private static final Set<String> ENDS_OF_SESSIONS =
            Set.of("25P03", "25P04"); // the server's timeouts of a transaction, which end its session

    public static PostgresFailureKind of(SQLException failure) {
        String state = failure.getSQLState();
        if (state != null && (isClass(state, "28") || isClass(state, "3D"))) {
            return DENIED; // by the pool's account too, which tries again until its timeout
        } else if (failure instanceof SQLTransientConnectionException) {
            return UNREACHABLE; // the pool's: no connection in time
        } else if (state == null) {
            return REFUSED;
        } else if (COLLISIONS.contains(state)) {
            return COLLISION;
        } else if (NOT_YET.contains(state)) {
            return UNREACHABLE;
        } else if (isClass(state, "08") || isClass(state, "57P") || ENDS_OF_SESSIONS.contains(state)) {
            return CUT;
        } else if (OVERLOADS.contains(state)) {
            return OVERLOADED;
        }
        return switch (state) {
            case "ST001" -> NO_PERIOD;
            case "55P03" -> LOCKED;
            case "25006" -> READ_ONLY;
            case "53100" -> FULL;
            case "23514", "23502", "XX001", "XX002" -> DAMAGED;
            default -> REFUSED;
        };
    }

    private static boolean isClass(String state, String prefix) {
        return state.startsWith(prefix);
    }
}
