package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;

/**
 * What pools keep in a store beside budgets. The accounts that fair shares keep beside the pool's own show what each member has in use, and,
 * as short reservations, what waits. Blocks are reservations from which a node serves reservations of its own. No request can name
 * one of them.
 */
public final class SharedPools {

    /** What the names of all these accounts begin with; they are of kind pool. */
    public static final String ACCOUNT_PREFIX = "share:";

    /** What the ids of blocks begin with; the name of the node that holds it follows, a colon, and what makes it unique. */
    public static final String BLOCK_PREFIX = "block:";

    private static final String IN_USE = ":in:";

    private SharedPools() {}

    /**
     * Whether a reservation on this path is no budget, but says that something waits: then nothing of it is published. Its accounts
     * are of a pool's shares, and none shows what a member has in use.
     */
    public static boolean isNotice(AccountPath path) {
        for (AccountId account : path.accounts()) {
            if (!isForNotices(account)) {
                return false;
            }
        }
        return !path.accounts().isEmpty();
    }

    /** Whether only notices are held on this account, so that nothing of it is published. */
    public static boolean isForNotices(AccountId account) {
        return account.kind() == AccountId.Kind.POOL
                && account.name().startsWith(ACCOUNT_PREFIX)
                && !account.name().startsWith(IN_USE, account.name().indexOf(':', ACCOUNT_PREFIX.length()));
    }

    /** A new id for a block of a node, whose name may have any character of an id. */
    public static ReservationId newBlock(String tenant, String node) {
        return new ReservationId(
                tenant, BLOCK_PREFIX + node + ':' + ReservationId.unique(tenant).value());
    }

    /** Whether a reservation is no budget of a caller's, but a node's block: then nothing of it is published. */
    public static boolean isBlock(ReservationId id) {
        return !id.isGenerated() && id.value().startsWith(BLOCK_PREFIX);
    }

    /** The node that holds a block; the empty name if the id does not say. */
    public static String nodeOf(ReservationId block) {
        String value = block.value();
        int end = value.lastIndexOf(':');
        return end < BLOCK_PREFIX.length() ? "" : value.substring(BLOCK_PREFIX.length(), end);
    }

    /** Whether a reservation is no budget of a caller's, so that nothing of it is published. */
    public static boolean isInternal(ReservationHeader reservation) {
        return isBlock(reservation.id()) || isNotice(reservation.path());
    }
}
