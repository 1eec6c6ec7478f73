package io.stipend.core.model;

import io.stipend.core.spi.check.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Names a reservation inside a tenant. It is also the operation id of its reserve. Immutable.
 *
 * <p>Its value is unique within the tenant: a caller's own, or a UUID of version 7 that Stipend made.
 */
public final class ReservationId extends CompactId implements ReservationRef {

    private final String tenant;
    private final boolean generated;

    private ReservationId(String tenant) {
        super(TimeOrderedIds.high(System.currentTimeMillis()), TimeOrderedIds.low());
        this.tenant = Checks.tenant(tenant);
        this.generated = true;
    }

    /** Refuses a bad tenant or value with {@code InvalidRequestException}. */
    public ReservationId(String tenant, String value) {
        super(Checks.id(value, "reservation id"));
        this.tenant = Checks.tenant(tenant);
        this.generated = false;
    }

    /** A reservation in the default tenant. */
    public static ReservationId of(String value) {
        return new ReservationId(Checks.DEFAULT_TENANT, value);
    }

    /** A new id in this tenant, for one reserve: a UUID of version 7, ordered by time. */
    public static ReservationId unique(String tenant) {
        return new ReservationId(tenant);
    }

    /**
     * Whether {@link #unique} made this very object. Then nobody has reserved with its value before, and whoever reserves
     * with it again must have kept the object; one that is read back from text says false.
     */
    public boolean isGenerated() {
        return generated;
    }

    @Override
    public String tenant() {
        return tenant;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof ReservationId that && sameValue(that) && tenant.equals(that.tenant));
    }

    @Override
    public int hashCode() {
        return 31 * tenant.hashCode() + valueHash();
    }
}
