package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.check.Checks;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is available on an account at one moment, in the period that now is. Immutable.
 *
 * @param account the account
 * @param amounts allowance − spent − reserved of each resource that has a limit, below zero in debt; a resource without one is
 *     not in the map
 */
public record Balance(AccountId account, Map<Resource, Long> amounts) {

    public Balance {
        Checks.present(account, "account");
        amounts = Map.copyOf(Checks.present(amounts, "amounts"));
    }

    /** Allowance − spent − reserved, below zero in debt; nothing when the resource has no limit. */
    public OptionalLong available(Resource resource) {
        Long amount = amounts.get(resource);
        return amount == null ? OptionalLong.empty() : OptionalLong.of(amount);
    }
}
