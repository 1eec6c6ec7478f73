package io.stipend.server.internal.dashboard;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is remembered of an account, to find and rank it by. Immutable.
 *
 * @param allowance limit and grants, in credits; -1 without a limit
 * @param spent in credits
 * @param reserved in credits
 * @param tightest the resource of which the largest part is used or held; credits if none has a limit
 * @param use that part; -1 if no resource has a limit
 * @param emptyAtMillis when its credits are expected to be used up; {@link Long#MAX_VALUE} if not before its period ends, or if that cannot
 *     be said
 */
record BoardRow(
        AccountId account,
        long allowance,
        long spent,
        long reserved,
        Resource tightest,
        double use,
        long emptyAtMillis,
        Set<Concern> concerns,
        SeenSpending spending) {

    /** Of a look at an account. */
    static BoardRow of(AccountView view, SeenSpending spending, long nowMillis) {
        Resource tightest = Resource.CREDITS;
        double use = -1;
        boolean debt = false;
        for (int r = 0; r < Resource.count(); r++) {
            Resource resource = Resource.at(r);
            OptionalLong allowance = view.allowance(resource);
            if (allowance.isEmpty()) {
                continue;
            }
            double part = part(view.spent().get(resource) + view.reserved().get(resource), allowance.getAsLong());
            if (part > use) {
                use = part;
                tightest = resource;
            }
            debt |= view.debt(resource) > 0;
        }
        long spent = view.spent().get(Resource.CREDITS);
        long emptyAt = spending.emptyAt(view, nowMillis).orElse(Long.MAX_VALUE);
        return new BoardRow(
                view.account(),
                view.allowance(Resource.CREDITS).orElse(-1),
                spent,
                view.reserved().get(Resource.CREDITS),
                tightest,
                use,
                emptyAt,
                concerns(view, use, debt, emptyAt),
                spending);
    }

    /** Nothing of nothing is all of it: nothing more can be held. */
    private static double part(long used, long allowance) {
        return allowance <= 0 ? 1 : (double) used / allowance;
    }

    private static Set<Concern> concerns(AccountView view, double use, boolean debt, long emptyAt) {
        if (!debt && use < Concern.NEAR && emptyAt == Long.MAX_VALUE && view.frozen() == null) {
            return Set.of();
        }
        EnumSet<Concern> found = EnumSet.noneOf(Concern.class);
        if (debt) {
            found.add(Concern.IN_DEBT);
        } else if (use >= 1) {
            found.add(Concern.AT_CAP);
        } else if (use >= Concern.NEAR) {
            found.add(Concern.NEAR_CAP);
        }
        if (emptyAt != Long.MAX_VALUE) {
            found.add(Concern.RUNS_OUT);
        }
        if (view.frozen() != null) {
            found.add(Concern.FROZEN);
        }
        return found;
    }

    /** What is left, in credits; {@link Long#MAX_VALUE} without a limit. */
    long left() {
        return allowance < 0 ? Long.MAX_VALUE : allowance - spent - reserved;
    }
}
