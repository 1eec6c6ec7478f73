package io.stipend.pools;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pool whose members have fair shares of it. Immutable; every node that uses the pool should have the same.
 *
 * @param tenant where its accounts live
 * @param name its name: requests name it as their pool. It has no colon
 * @param terms what all members together may use, and how often that starts anew. An override or a grant that an administrator set on the
 *     account wins
 * @param memberKind whether users or swarms are its members
 * @param members what members are entitled to, each by its name
 * @param others what everybody else is entitled to, each for itself
 */
public record PoolConfig(
        String tenant,
        String name,
        AccountTerms terms,
        AccountId.Kind memberKind,
        Map<String, Entitlement> members,
        Entitlement others) {

    /** The longest name, in bytes: a member's name has to fit beside it into the name of the member's account. */
    private static final int MAX_NAME_BYTES = 32;

    /**
     * Refuses null, a pool's name that is too long or has a colon, members that are neither users nor swarms, and minimums that are
     * together more than the pool has.
     */
    public PoolConfig {
        Checks.tenant(tenant);
        Checks.text(Checks.id(name, "pool name"), "pool name", MAX_NAME_BYTES);
        if (name.indexOf(':') >= 0) {
            throw new InvalidRequestException("pool name " + Checks.shown(name)
                    + " has a colon, which parts it from its members in the names of their accounts; leave it out");
        }
        Checks.present(terms, "terms");
        if (memberKind != AccountId.Kind.USER && memberKind != AccountId.Kind.SWARM) {
            throw new InvalidRequestException("members of pool " + Checks.shown(name) + " are of kind "
                    + Checks.present(memberKind, "member kind").label() + "; give users or swarms");
        }
        Map<String, Entitlement> copy = new LinkedHashMap<>();
        Checks.present(members, "members")
                .forEach((member, entitlement) ->
                        copy.put(Checks.id(member, "member"), Checks.present(entitlement, "entitlement")));
        members = Map.copyOf(copy);
        Checks.present(others, "entitlement of others");
        refuseMinimumsAbove(name, terms.limits(), members, others);
    }

    /** What is guaranteed must be there: to all who are named together, and to any one who is not. */
    private static void refuseMinimumsAbove(
            String pool, Limits limits, Map<String, Entitlement> members, Entitlement others) {
        for (Resource resource : Resource.values()) {
            long limit = limits.get(resource);
            if (limit == Limits.UNLIMITED) {
                continue;
            }
            long sum = 0;
            for (Entitlement entitlement : members.values()) {
                sum = Math.min(Checks.MAX_AMOUNT, sum + entitlement.minimum().get(resource));
            }
            refuseAbove(pool, limit, resource, sum, "the minimums of all members together are");
            refuseAbove(pool, limit, resource, others.minimum().get(resource), "the minimum of others is");
        }
    }

    private static void refuseAbove(String pool, long limit, Resource resource, long minimum, String what) {
        if (minimum > limit) {
            throw new InvalidRequestException("pool " + Checks.shown(pool) + " has " + resource.format(limit) + " of "
                    + resource + ", but " + what + " " + resource.format(minimum)
                    + "; lower minimums or raise the limit");
        }
    }

    /** A pool of the default tenant whose members are users, all with the same weight. */
    public static PoolConfig ofUsers(String name, AccountTerms terms) {
        return new PoolConfig(Checks.DEFAULT_TENANT, name, terms, AccountId.Kind.USER, Map.of(), Entitlement.EQUAL);
    }

    public PoolConfig withTenant(String other) {
        return new PoolConfig(other, name, terms, memberKind, members, others);
    }

    /** The same with a member that has an entitlement of its own. */
    public PoolConfig withMember(String member, Entitlement entitlement) {
        Map<String, Entitlement> more = new LinkedHashMap<>(members);
        more.put(member, entitlement);
        return new PoolConfig(tenant, name, terms, memberKind, more, others);
    }

    public PoolConfig withOthers(Entitlement entitlement) {
        return new PoolConfig(tenant, name, terms, memberKind, members, entitlement);
    }

    public PoolConfig withMemberKind(AccountId.Kind kind) {
        return new PoolConfig(tenant, name, terms, kind, members, others);
    }

    /** The pool's own account. */
    public AccountId account() {
        return new AccountId(tenant, AccountId.Kind.POOL, name);
    }

    /** What a member is entitled to. */
    public Entitlement entitlementOf(String member) {
        Entitlement own = members.get(member);
        return own == null ? others : own;
    }

    /** The terms of a member's account: its most, in the pool's period. */
    AccountTerms termsOf(String member) {
        return new AccountTerms(entitlementOf(member).most(), ResourceVector.ZERO, terms.period());
    }

    /** The member that a reservation of this user in this swarm is for; the empty name if it is for nobody. */
    String memberOf(@Nullable String userId, @Nullable String swarmId) {
        String member = memberKind == AccountId.Kind.USER ? userId : swarmId;
        return member == null ? "" : member;
    }
}
