package io.stipend.server.internal.dashboard;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.UsageSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What users would have spent under other limits. Each step of a user's usage is let through as far as every limit has room for it, and
 * is cut in proportion where one has not: within a step nobody knows which reservation would have been refused. Nothing is spent before the
 * first step. Not thread safe.
 */
final class TierTrial {

    private final List<AccountTerms> limits;
    private final Map<String, User> users = new HashMap<>();

    /** Of limits that all hold for each user, each in its own period. */
    TierTrial(List<AccountTerms> limits) {
        this.limits = limits;
    }

    /**
     * How a user would have fared.
     *
     * @param spent in credits
     * @param wouldSpend in credits, under the limits
     * @param stoppedAtMillis the step in which a limit was first reached; -1 if none was
     * @param stoppedBy the number of that limit; -1 if none was
     * @param resource of which it was; null if none was
     */
    record Outcome(
            String user,
            long spent,
            long wouldSpend,
            long stoppedAtMillis,
            int stoppedBy,
            @Nullable Resource resource) {

        boolean isStopped() {
            return stoppedBy >= 0;
        }

        long less() {
            return spent - wouldSpend;
        }
    }

    /** What a user has spent in the period of a limit. */
    private static final class Window {

        private final AccountTerms terms;
        private final double[] spent = new double[Resource.count()];
        private long endsAtMillis = Long.MIN_VALUE;

        Window(AccountTerms terms) {
            this.terms = terms;
        }

        void at(long atMillis) {
            if (atMillis >= endsAtMillis) {
                Arrays.fill(spent, 0);
                endsAtMillis = terms.period().endMillis(atMillis);
            }
        }

        /** Which part of something there is room for. */
        double room(Resource resource, long wanted) {
            long limit = terms.limits().get(resource);
            return limit == Limits.UNLIMITED || wanted == 0
                    ? 1
                    : Math.max(0, Math.min(1, (limit - spent[resource.ordinal()]) / wanted));
        }

        void spend(ResourceVector charged, double part) {
            for (int r = 0; r < spent.length; r++) {
                spent[r] += part * charged.get(Resource.at(r));
            }
        }
    }

    private final class User {

        private final List<Window> windows = limits.stream().map(Window::new).toList();
        private long spent;
        private long wouldSpend;
        private long stoppedAtMillis = -1;
        private int stoppedBy = -1;
        private @Nullable Resource stoppedFor;

        void add(long atMillis, ResourceVector charged) {
            double part = 1;
            for (int w = 0; w < windows.size(); w++) {
                windows.get(w).at(atMillis);
                for (int r = 0; r < Resource.count(); r++) {
                    double room = windows.get(w).room(Resource.at(r), charged.get(Resource.at(r)));
                    part = Math.min(part, room);
                    if (room < 1 && stoppedBy < 0) {
                        stoppedAtMillis = atMillis;
                        stoppedBy = w;
                        stoppedFor = Resource.at(r);
                    }
                }
            }
            for (Window window : windows) {
                window.spend(charged, part);
            }
            long credits = charged.credits();
            spent += credits;
            wouldSpend += part == 1 ? credits : (long) (part * credits);
        }
    }

    /** Adds what a user was charged in a step; steps come in their order. */
    void add(UsageSum sum) {
        if (sum.key() != null) {
            users.computeIfAbsent(sum.key(), unused -> new User()).add(sum.fromMillis(), sum.charged());
        }
    }

    /** How all users would have fared, those that would have spent the least of what they did first. */
    List<Outcome> outcomes() {
        List<Outcome> outcomes = new ArrayList<>();
        users.forEach((name, user) -> outcomes.add(
                new Outcome(name, user.spent, user.wouldSpend, user.stoppedAtMillis, user.stoppedBy, user.stoppedFor)));
        outcomes.sort(Comparator.comparingLong(Outcome::less).reversed().thenComparing(Outcome::user));
        return outcomes;
    }
}
