package io.stipend.store.postgres.internal.connection;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What a failure means for the statement that met it. */
public enum FailureKind {
    /** Somebody else was there at the same time; nothing was done, and the same statement may well succeed now. */
    COLLISION,
    /** The calendar that came along lacks a period; nothing was done. */
    NO_PERIOD,
    /** Rows stayed locked by somebody else; nothing was done. */
    LOCKED,
    /** The server gave up: too slow, too full of work, shutting down; nothing was done. */
    OVERLOADED,
    /** A standby, or a primary that was made read-only; nothing was done. */
    READ_ONLY,
    /** The disk is full; nothing was done. */
    FULL,
    /** No connection could be had; nothing was done. */
    UNREACHABLE,
    /** The server knows no such user, password or database; nothing was done. */
    DENIED,
    /** The connection broke while the statement was under way: done or not, nobody knows. */
    CUT,
    /** What is stored contradicts itself, and a constraint says so; nothing was done. */
    DAMAGED,
    /** The server refuses the statement itself: a missing table or right, a defect of ours; nothing was done. */
    REFUSED;

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

    public static FailureKind of(SQLException failure) {
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
