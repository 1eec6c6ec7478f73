package io.stipend.core.model;

/** The unit of sharding and isolation. */
public final class Tenants {

    /** The tenant of whoever names none. */
    public static final String DEFAULT = "default";

    private Tenants() {}

    /** Refuses a bad tenant id with {@code InvalidRequestException}. */
    @SuppressWarnings("ReferenceEquality") // The one tenant most deployments have needs no second look.
    static String check(String tenant) {
        return tenant == DEFAULT ? tenant : Checks.id(tenant, "tenant");
    }
}
