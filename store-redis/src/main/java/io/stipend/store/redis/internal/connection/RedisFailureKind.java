package io.stipend.store.redis.internal.connection;

import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.store.support.FailureKind;
import io.stipend.store.support.ServerFailure;
import java.security.cert.CertificateException;
import java.util.NoSuchElementException;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/** What a failure means for the script that met it. All but the first two mean that nothing was done. */
public enum RedisFailureKind implements FailureKind {
    /** The connection broke while the script was under way: done or not, nobody knows. */
    CUT(Kind.UNAVAILABLE, "no connection to %s in time"),
    /** It was done, but replicas or the disk did not have it in time. */
    NOT_KEPT(Kind.UNAVAILABLE, "no connection to %s in time"),
    /** No connection could be had. */
    UNREACHABLE(Kind.UNAVAILABLE, "no connection to %s in time"),
    /** The server has a certificate that is not trusted, or is for another host. */
    UNTRUSTED(
            Kind.UNAVAILABLE,
            "the certificate of %s is not accepted; put it, or its issuer's, into the JVM's trust store, and give the host by a name that it is for"),
    /** All connections were in use for too long. */
    CROWDED(Kind.UNAVAILABLE, "all connections to %s were in use for too long"),
    /** The server does not have the script. */
    NO_SCRIPT(Kind.UNAVAILABLE, "%s cannot serve this just now; try again"),
    /** Another node of the cluster has the slot. */
    MOVED(Kind.UNAVAILABLE, "%s cannot serve this just now; try again"),
    /** Another node of the cluster is being given the slot, and has the keys already. */
    ASK(Kind.UNAVAILABLE, "%s cannot serve this just now; try again"),
    /** The cluster, or its node, cannot serve the slot just now. */
    NOT_NOW(Kind.UNAVAILABLE, "%s cannot serve this just now; try again"),
    /** Another client's script has been running for too long. */
    BUSY(Kind.UNAVAILABLE, "a script of somebody else keeps %s busy"),
    /** A replica, or a former master. */
    READ_ONLY(
            Kind.UNAVAILABLE,
            "%s is read-only, as a replica is; connect to the master, or give its sentinels with ?sentinel=NAME in the URL"),
    /** The server has too few replicas, or cannot write to its disk, and is set to refuse writes then. */
    UNSAFE(Kind.UNAVAILABLE, "%s refuses writes that it cannot keep"),
    /** The server has no memory left, and is not allowed to evict. */
    FULL(Kind.FULL, "no memory is left at %s; make room"),
    /** A key of another type than it should be. */
    DAMAGED(Kind.DAMAGED, "a key at %s is not what it should be"),
    /** User or password is wrong, or the user may not do this. */
    DENIED(
            Kind.UNAVAILABLE,
            "%s denies access; check the user's rights, and user and password, which are those of store.user and store.password (STIPEND_STORE_USER, STIPEND_STORE_PASSWORD), else of the URL, else of REDISCLI_AUTH"),
    /** The server refuses the script: a defect of ours. */
    REFUSED(Kind.INTERNAL, "refused by %s");

    private final Kind kind;
    private final String sentence;

    /** @param sentence with {@code %s} for the server */
    RedisFailureKind(Kind kind, String sentence) {
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

    @Override
    public String sentenceIfUnknown(String server, String reason) {
        return this == NOT_KEPT
                ? "not known to be kept by " + server + " as it was asked to be: " + reason
                        + "; the same call, with the same operation id, is safe, and waits again"
                : FailureKind.super.sentenceIfUnknown(server, reason);
    }

    /** What a failure to get a connection means. */
    public static RedisFailureKind ofBorrowing(JedisException failure) {
        for (Throwable cause = failure; cause != null; cause = ServerFailure.beneath(cause)) {
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

    /** What an answer that is an error means. */
    public static RedisFailureKind of(JedisDataException answer) {
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
