package io.stipend.server.internal.access;

import io.stipend.core.spi.check.Checks;
import io.stipend.deploy.sections.ApiKey;
import io.stipend.deploy.sections.ApiKey.Permission;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who calls. Immutable but for how often it has called. */
public final class Caller {

    /** Whoever is on this machine, where there are no keys: may do all but reserve for nobody, in the default tenant. */
    static final Caller LOCAL = new Caller(
            "local", Checks.DEFAULT_TENANT, EnumSet.complementOf(EnumSet.of(Permission.NOBODY)), new byte[0], null);

    /** Whoever gives no key where none is asked for: may do nothing else. */
    public static final Caller NOBODY =
            new Caller("nobody", Checks.DEFAULT_TENANT, EnumSet.noneOf(Permission.class), new byte[0], null);

    private final String name;
    private final String tenant;
    private final Set<Permission> may;
    private final byte[] hash;
    private final @Nullable RateLimit limit;

    private Caller(String name, String tenant, Set<Permission> may, byte[] hash, @Nullable RateLimit limit) {
        this.name = name;
        this.tenant = tenant;
        this.may = may;
        this.hash = hash;
        this.limit = limit;
    }

    static Caller of(ApiKey key) {
        RateLimit limit = key.requestsPerSecond().isPresent()
                ? new RateLimit(key.requestsPerSecond().getAsInt(), System.nanoTime())
                : null;
        return new Caller(key.name(), key.tenant(), key.may(), key.hash(), limit);
    }

    /** The name of the key. */
    public String name() {
        return name;
    }

    /** The only tenant it can reach. */
    public String tenant() {
        return tenant;
    }

    /** Whether nobody is known to call. */
    public boolean isNobody() {
        return may.isEmpty();
    }

    /** What it may do. */
    public Set<Permission> permissions() {
        return may;
    }

    /** Whether it may do something. */
    public boolean may(Permission permission) {
        return may.contains(permission);
    }

    /** Counts a request; false if it makes too many. */
    public boolean take() {
        return limit == null || limit.take(System.nanoTime());
    }

    byte[] hash() {
        return hash;
    }
}
