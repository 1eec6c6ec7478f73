package io.stipend.core.spi;

import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import java.util.List;
import java.util.Map;

/**
 * An account as it is stored.
 *
 * @param view its books
 * @param policyLimits the limits that policy gave last
 * @param overrides the limits that win over them, as they are stored
 * @param period how often its limits start anew
 * @param spentSinceMillis since when {@code spent} counts, on the store's clock: the moment at which the current period was
 *     begun; 0 if it is the account's first
 * @param forgotten what reservations that are forgotten since had charged to it in the current period
 * @param forgottenExact whether {@code forgotten} is all of it; if not, spent may be more than what can be accounted for
 * @param changes what administrators did to it, by sequence
 * @param changesComplete whether these are all since its beginning; if not, the oldest are missing
 */
public record StoredAccount(
        AccountView view,
        Limits policyLimits,
        Map<Resource, Long> overrides,
        LimitPeriod period,
        long spentSinceMillis,
        ResourceVector forgotten,
        boolean forgottenExact,
        List<JournalEntry.AccountChanged> changes,
        boolean changesComplete) {}
