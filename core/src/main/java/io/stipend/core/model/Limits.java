package io.stipend.core.model;

import io.stipend.core.spi.check.Checks;
import io.stipend.core.spi.check.Fingerprint;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A limit for some resources, none for the others. A resource without a limit is counted, never refused. Immutable. */
public final class Limits {

    /** No limit on anything. */
    public static final Limits NONE = new Limits(Map.of());

    /** Stands for "no limit" where a limit is a plain number. */
    public static final long UNLIMITED = -1;

    private final long[] amounts = new long[Resource.count()];

    private Limits(Map<Resource, Long> limits) {
        for (Resource resource : Resource.values()) {
            Long limit = limits.get(resource);
            amounts[resource.ordinal()] = limit == null ? UNLIMITED : resource.checked(limit);
        }
    }

    /** Limits in the resources' own units; a resource not in the map has none. */
    public static Limits of(Map<Resource, Long> limits) {
        return Checks.present(limits, "limits").isEmpty() ? NONE : new Limits(limits);
    }

    /** A limit of credits and none on anything else. */
    public static Limits credits(Credits limit) {
        return of(Map.of(Resource.CREDITS, Checks.present(limit, "limit").units()));
    }

    /** These limits with one set, or replaced. */
    public Limits with(Resource resource, long limit) {
        Map<Resource, Long> limits = new EnumMap<>(Resource.class);
        for (Resource each : Resource.values()) {
            if (amounts[each.ordinal()] != UNLIMITED) {
                limits.put(each, amounts[each.ordinal()]);
            }
        }
        limits.put(resource, limit);
        return new Limits(limits);
    }

    /** The limit, or {@link #UNLIMITED}. */
    public long get(Resource resource) {
        return amounts[resource.ordinal()];
    }

    /** The limit, or nothing. */
    public OptionalLong find(Resource resource) {
        long limit = get(resource);
        return limit == UNLIMITED ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    /** Whether any resource has a limit. */
    public boolean limitAnything() {
        for (long amount : amounts) {
            if (amount != UNLIMITED) {
                return true;
            }
        }
        return false;
    }

    /** The {@link Fingerprint} of the limits. */
    public long fingerprint() {
        Fingerprint print = new Fingerprint();
        for (int r = 0; r < amounts.length; r++) {
            if (amounts[r] != UNLIMITED) {
                print.with(r + 1, amounts[r]);
            }
        }
        return print.value();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Limits that && Arrays.equals(amounts, that.amounts));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(amounts);
    }

    @Override
    public String toString() {
        return Resource.format(resource -> get(resource) != UNLIMITED, this::get);
    }
}
