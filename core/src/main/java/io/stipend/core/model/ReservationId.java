package io.stipend.core.model;

/**
 * Names a reservation inside a tenant. It is also the operation id of its reserve. Immutable.
 *
 * @param tenant the tenant it lives in
 * @param value unique within the tenant; a caller's own, or a time-ordered UUID (version 7)
 */
public record ReservationId(String tenant, String value) implements ReservationRef {

    /** Refuses a bad tenant or value with {@code InvalidRequestException}. */
    public ReservationId {
        Tenants.check(tenant);
        Checks.id(value, "reservation id");
    }

    /** A reservation in the default tenant. */
    public static ReservationId of(String value) {
        return new ReservationId(Tenants.DEFAULT, value);
    }

    /** A new id in this tenant: a UUID of version 7, ordered by time. */
    public static ReservationId unique(String tenant) {
        return new ReservationId(tenant, TimeOrderedIds.next(System.currentTimeMillis()));
    }

    /** The value; the tenant is not part of it. */
    @Override
    public String toString() {
        return value;
    }
}
