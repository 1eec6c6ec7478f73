package io.stipend.core.model;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names an account inside a tenant. Immutable. Ordered by tenant, kind and name, texts by code point as their UTF-8 is:
 * the one order in which stores lock and list accounts.
 */
public final class AccountId implements Comparable<AccountId> {

    private static final Comparator<AccountId> ORDER = Comparator.comparing(
                    AccountId::tenant, AccountId::compareCodePoints)
            .thenComparing(AccountId::kind)
            .thenComparing(AccountId::name, AccountId::compareCodePoints);

    private static final List<Kind> KINDS = List.of(Kind.values());

    private final String tenant;
    private final Kind kind;
    private final String name;
    private final int hash;

    /** Made when first asked for; any thread makes the same, so a race does no harm. */
    private @Nullable String text;

    /** Refuses a bad tenant or name with {@code InvalidRequestException}. */
    public AccountId(String tenant, Kind kind, String name) {
        this.tenant = Checks.tenant(tenant);
        this.kind = Checks.present(kind, "account kind");
        this.name = Checks.id(name, kind.label() + " id");
        if (kind == Kind.TENANT && !name.equals(tenant)) {
            throw new InvalidRequestException("account tenant:" + Checks.shown(name) + " is in tenant "
                    + Checks.shown(tenant) + "; a tenant's own account has the tenant's name");
        }
        this.hash = 31 * (31 * tenant.hashCode() + kind.ordinal()) + name.hashCode();
    }

    /** The account of a user in the default tenant. */
    public static AccountId user(String name) {
        return new AccountId(Checks.DEFAULT_TENANT, Kind.USER, name);
    }

    /** The account of a swarm in the default tenant. */
    public static AccountId swarm(String name) {
        return new AccountId(Checks.DEFAULT_TENANT, Kind.SWARM, name);
    }

    /** A pool in the default tenant. */
    public static AccountId pool(String name) {
        return new AccountId(Checks.DEFAULT_TENANT, Kind.POOL, name);
    }

    /** A tenant's own account, by which it can be frozen as a whole. No reservation holds on it. */
    public static AccountId ofTenant(String tenant) {
        return new AccountId(tenant, Kind.TENANT, tenant);
    }

    /** The account of a tenant whose text is {@code kind:name}; see {@link #toString}. */
    public static AccountId parse(String tenant, String text) {
        for (Kind kind : KINDS) {
            int colon = kind.label().length();
            if (text.length() > colon && text.charAt(colon) == ':' && text.startsWith(kind.label())) {
                return new AccountId(tenant, kind, text.substring(colon + 1));
            }
        }
        throw new InvalidRequestException(
                "account is " + Checks.shown(text) + "; give user:NAME, swarm:NAME or pool:NAME");
    }

    public String tenant() {
        return tenant;
    }

    public Kind kind() {
        return kind;
    }

    public String name() {
        return name;
    }

    @Override
    public int compareTo(AccountId other) {
        return ORDER.compare(this, other);
    }

    /** Code points, not chars: a surrogate pair is above every other char, and so are its bytes in UTF-8. */
    private static int compareCodePoints(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean aInPair = Character.isSurrogate(a);
                boolean bInPair = Character.isSurrogate(b);
                return aInPair == bInPair ? Character.compare(a, b) : Boolean.compare(aInPair, bInPair);
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof AccountId that
                        && hash == that.hash
                        && kind == that.kind
                        && name.equals(that.name)
                        && tenant.equals(that.tenant));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@code kind:name}, as it stands in events and messages; the tenant is not part of it. */
    @Override
    public String toString() {
        String made = text;
        if (made == null) {
            made = kind.label() + ':' + name;
            text = made;
        }
        return made;
    }

    /** Whom an account belongs to. The order is the order in which stores lock and list accounts. */
    public enum Kind {
        USER("user"),
        SWARM("swarm"),
        POOL("pool"),
        /** The tenant itself: see {@link AccountId#ofTenant}. */
        TENANT("tenant");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The name in texts: {@code user}, {@code swarm}, {@code pool} or {@code tenant}. */
        public String label() {
            return label;
        }
    }
}
