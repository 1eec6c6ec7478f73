package io.stipend.core.policy;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountKind;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Checks;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ResourceVector;

/**
 * One more limit of a tier's users, in a period of its own: 10 credits a day, say, besides 100 a month. It is an account
 * of kind {@code POOL} for each user, which can be shown, overridden and granted to like any other. Immutable.
 *
 * <p>Two tiers that have a window of the same name mean the same account: who moves between them takes along what was
 * used.
 *
 * @param name names it: an id of at most {@value #MAX_NAME_BYTES} bytes without a colon
 * @param terms what the account may use; the same instance each time, which saves the store a comparison
 */
public record TierWindow(String name, AccountTerms terms) {

    /** The longest name, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 32;

    /** What the names of all windows' accounts begin with; no other pool's may. */
    public static final String ACCOUNT_PREFIX = "window:";

    public TierWindow {
        Checks.id(name, "window");
        Checks.text(name, "window", MAX_NAME_BYTES);
        if (name.indexOf(':') >= 0) {
            throw new InvalidRequestException("window " + Checks.shown(name)
                    + " has a colon, which ends it in the name of its accounts; choose another name");
        }
        Checks.present(terms, "terms");
    }

    /** A window without overdraft. */
    public TierWindow(String name, Limits limits, LimitPeriod period) {
        this(name, new AccountTerms(limits, ResourceVector.ZERO, period));
    }

    /**
     * The account of a user: the pool {@code window:NAME:USER}, another for every name and user.
     *
     * @throws InvalidRequestException when that is longer than an id may be: a user's id may have 128 bytes less those of
     *     {@code window:NAME:}
     */
    public AccountId accountOf(String tenant, String userId) {
        return new AccountId(tenant, AccountKind.POOL, accountName(Checks.id(userId, "user id")));
    }

    /** Whether an account is that of some window and user. */
    public static boolean isAccountOfOne(AccountId account) {
        return account.kind() == AccountKind.POOL && account.name().startsWith(ACCOUNT_PREFIX);
    }

    private String accountName(String userId) {
        String account = ACCOUNT_PREFIX + name + ':' + userId;
        try {
            return Checks.id(account, "pool id");
        } catch (InvalidRequestException e) {
            throw new InvalidRequestException("user id " + Checks.shown(userId) + " is too long for the window "
                    + Checks.shown(name) + ": its account " + Checks.shown(account) + " would have more than "
                    + Checks.MAX_ID_BYTES + " bytes; shorten the user id or the window's name");
        }
    }
}
