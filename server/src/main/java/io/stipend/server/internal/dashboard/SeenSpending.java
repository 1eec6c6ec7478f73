package io.stipend.server.internal.dashboard;

import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import io.stipend.foresight.advice.Exhaustion;
import io.stipend.foresight.advice.SpendingTrend;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How an account spends credits, from one look at its books to the next. It takes no question to the store, so it can be kept of every
 * account; it knows what was spent since somebody began to watch. Thread safe.
 *
 * @param trend null until something was spent, so that accounts that spend nothing take no memory
 * @param spent in the period, at the latest look
 * @param periodEndsAtMillis of the period of that look
 */
record SeenSpending(@Nullable SpendingTrend trend, long spent, long periodEndsAtMillis) {

    /** An account that lasts longer needs nobody's attention yet. */
    private static final long HORIZON_MILLIS = TimeUnit.DAYS.toMillis(7);

    /** At the first look. */
    static SeenSpending begin(AccountView view) {
        return new SeenSpending(null, view.spent().get(Resource.CREDITS), view.periodEndsAtMillis());
    }

    /** After another look. In a new period all that is spent is new; what is refunded is not unspent. */
    SeenSpending then(AccountView view, long nowMillis) {
        long spentNow = view.spent().get(Resource.CREDITS);
        boolean samePeriod = view.periodEndsAtMillis() == periodEndsAtMillis;
        if (samePeriod && spentNow == spent) {
            return this;
        }
        long more = samePeriod ? Math.max(0, spentNow - spent) : spentNow;
        SpendingTrend told = trend == null && more > 0 ? new SpendingTrend() : trend;
        if (told != null) {
            told.spent(nowMillis, more);
        }
        return new SeenSpending(told, spentNow, view.periodEndsAtMillis());
    }

    /** When it is expected to be empty; nothing if that is not soon, not before its limit starts anew, or cannot be said. */
    OptionalLong emptyAt(AccountView view, long nowMillis) {
        OptionalLong available = view.available(Resource.CREDITS);
        if (trend == null || available.isEmpty()) {
            return OptionalLong.empty();
        }
        return trend.forecast(nowMillis, available.getAsLong()) instanceof Exhaustion.At at
                        && at.expectedMillis() < Math.min(nowMillis + HORIZON_MILLIS, view.periodEndsAtMillis())
                ? OptionalLong.of(at.expectedMillis())
                : OptionalLong.empty();
    }
}
