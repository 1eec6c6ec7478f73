package io.stipend.core.model;

import io.stipend.core.spi.check.Checks;

/**
 * Names a step of a swarm inside a tenant. One open reservation has it at a time; a step that runs again may take it
 * once the former reservation is closed. Immutable.
 *
 * @param tenant the tenant it lives in
 * @param value unique among the open reservations of the tenant
 */
public record StepId(String tenant, String value) implements ReservationRef {

    /** Refuses a bad tenant or value with {@code InvalidRequestException}. */
    public StepId {
        Checks.tenant(tenant);
        Checks.id(value, "step id");
    }

    /** A step in the default tenant. */
    public static StepId of(String value) {
        return new StepId(Checks.DEFAULT_TENANT, value);
    }

    /** The value; the tenant is not part of it. */
    @Override
    public String toString() {
        return value;
    }
}
