package io.stipend.store.redis.internal.connection;

import java.security.cert.CertificateException;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/** What a failure means for the script that met it. All but the first two mean that nothing was done. */
public enum FailureKind {
    /** The connection broke while the script was under way: done or not, nobody knows. */
    CUT,
    /** It was done, but replicas or the disk did not have it in time. */
    NOT_KEPT,
    /** No connection could be had. */
    UNREACHABLE,
    /** The server has a certificate that is not trusted, or is for another host. */
    UNTRUSTED,
    /** All connections were in use for too long. */
    CROWDED,
    /** The server does not have the script. */
    NO_SCRIPT,
    /** Another node of the cluster has the slot. */
    MOVED,
    /** Another node of the cluster is being given the slot, and has the keys already. */
    ASK,
    /** The cluster, or its node, cannot serve the slot just now. */
    NOT_NOW,
    /** Another client's script has been running for too long. */
    BUSY,
    /** A replica, or a former master. */
    READ_ONLY,
    /** The server has too few replicas, or cannot write to its disk, and is set to refuse writes then. */
    UNSAFE,
    /** The server has no memory left, and is not allowed to evict. */
    FULL,
    /** A key of another type than it should be. */
    DAMAGED,
    /** User or password is wrong, or the user may not do this. */
    DENIED,
    /** The server refuses the script: a defect of ours. */
    REFUSED;

    /** What a failure to get a connection means. */
    public static FailureKind ofBorrowing(JedisException failure) {
        for (Throwable cause = failure; cause != null; cause = beneath(cause)) {
            if (cause instanceof NoSuchElementException) {
                return CROWDED;
            } else if (cause instanceof CertificateException) {
                return UNTRUSTED;
            } else if (cause instanceof JedisDataException) {
                return of((JedisDataException) cause);
            }
        }
        return UNREACHABLE;
    }

    /** What lies behind a failure: its cause or, of nodes that were asked in turn, what the first one met. */
    static @Nullable Throwable beneath(Throwable failure) {
        Throwable cause = failure.getCause();
        if (cause != null && cause != failure) {
            return cause;
        }
        return failure.getSuppressed().length > 0 ? failure.getSuppressed()[0] : null;
    }

    /** What an answer that is an error means. */
    public static FailureKind of(JedisDataException answer) {
        if (answer instanceof JedisMovedDataException) {
            return MOVED;
        } else if (answer instanceof JedisAskDataException) {
            return ASK;
        }
        String message = String.valueOf(answer.getMessage());
        if (message.contains("WRONGTYPE ")) {
            // ScriptCatalog put other words before it.
            return DAMAGED;
        }
        int space = message.indexOf(' ');
        return switch (space < 0 ? message : message.substring(0, space)) {
            case "NOSCRIPT" -> NO_SCRIPT;
            case "TRYAGAIN", "CLUSTERDOWN", "LOADING", "MASTERDOWN" -> NOT_NOW;
            case "BUSY" -> BUSY;
            case "READONLY" -> READ_ONLY;
            case "NOREPLICAS", "MISCONF" -> UNSAFE;
            case "OOM" -> FULL;
            case "NOAUTH", "WRONGPASS", "NOPERM" -> DENIED;
            default -> REFUSED;
        };
    }
}
