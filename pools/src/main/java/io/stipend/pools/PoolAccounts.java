package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.SharedPools;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The accounts beside a pool's own. All begin with one prefix, so that a list shows them together: {@code share:POOL:in:MEMBER},
 * what a member has in use of the pool; {@code share:POOL:want:MEMBER}, what waits for it; {@code share:POOL:large}, for which large
 * request room is kept.
 */
final class PoolAccounts {

    /** Nothing else is limited there, so whoever holds one of them is the only holder. */
    private static final Resource EARMARK_MARKER = Resource.API_CALLS;

    /** For notices' accounts: a resource of which none needs anything to be asked for. */
    static final Resource PROBED = Resource.SLOTS;

    /** For tickets: whatever waits may be written down. */
    static final AccountTerms WANT_TERMS = AccountTerms.UNLIMITED;

    static final AccountTerms EARMARK_TERMS = AccountTerms.of(Limits.of(Map.of(EARMARK_MARKER, 1L)));

    private static final String IN = "in:";
    private static final String WANT = "want:";

    private final String tenant;
    private final String prefix;

    PoolAccounts(PoolConfig config) {
        this.tenant = config.tenant();
        this.prefix = SharedPools.ACCOUNT_PREFIX + config.name() + ':';
    }

    /** Sorts before all of them. */
    AccountId before() {
        return account("");
    }

    AccountId in(String member) {
        return account(IN + member);
    }

    AccountId want(String member) {
        return account(WANT + member);
    }

    AccountId earmark() {
        return account("large");
    }

    private AccountId account(String rest) {
        return new AccountId(tenant, AccountId.Kind.POOL, prefix + rest);
    }

    boolean isOfPool(AccountId account) {
        return account.kind() == AccountId.Kind.POOL && account.name().startsWith(prefix);
    }

    /** The member whose use an account shows; null if it shows none. */
    @Nullable
    String memberIn(AccountId account) {
        return after(account, IN);
    }

    /** The member whose wants an account shows; null if it shows none. */
    @Nullable
    String memberWanting(AccountId account) {
        return after(account, WANT);
    }

    private @Nullable String after(AccountId account, String kind) {
        String start = prefix + kind;
        return account.name().startsWith(start) ? account.name().substring(start.length()) : null;
    }

    /** What an earmark holds: the room, and the only one of what marks it. */
    static ResourceVector earmarkOf(ResourceVector room) {
        return ResourceVector.map(resource -> resource == EARMARK_MARKER ? 1 : roomOf(resource, room));
    }

    /** The room that an earmark keeps. */
    static ResourceVector roomOf(ResourceVector earmark) {
        return ResourceVector.map(resource -> roomOf(resource, earmark));
    }

    private static long roomOf(Resource resource, ResourceVector amounts) {
        return resource.isConsumable() ? 0 : amounts.get(resource);
    }
}
