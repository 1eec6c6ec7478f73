package io.stipend.core.model;

import io.stipend.core.spi.check.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Names one call of a verb on one reservation or account, so that the store can tell the same call again (replay) from
 * another one (conflict). Unique within its reservation or account. Immutable.
 */
public final class OperationId extends CompactId {

    /** The settle of a reservation, unless the caller names it otherwise: to settle again is then a replay. */
    public static final OperationId SETTLE = new OperationId("settle");

    /** The release of a reservation, unless the caller names it otherwise. */
    public static final OperationId RELEASE = new OperationId("release");

    /** The expiry of a reservation: there is only one. */
    public static final OperationId EXPIRE = new OperationId("expire");

    /** A charge: its own id names it, and it is done when it is made. */
    public static final OperationId CHARGE = new OperationId("charge");

    private OperationId() {
        super(TimeOrderedIds.unordered(), TimeOrderedIds.low());
    }

    private OperationId(String checked) {
        super(checked);
    }

    /** The caller's own id; refuses a bad one with {@code InvalidRequestException}. */
    public static OperationId of(String value) {
        return new OperationId(Checks.id(value, "operation id"));
    }

    /** An id nobody else has: a random UUID (version 4). It is looked up within its reservation, so needs no order. */
    public static OperationId unique() {
        return new OperationId();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof OperationId that && sameValue(that));
    }

    @Override
    public int hashCode() {
        return valueHash();
    }
}
