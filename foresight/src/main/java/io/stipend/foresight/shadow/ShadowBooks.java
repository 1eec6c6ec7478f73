package io.stipend.foresight.shadow;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import io.stipend.core.policy.Tier;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.SharedPools;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The books as they would be under another policy: what happened in earnest, but for what that policy would have refused. What was let in, it
 * holds and spends; what would have been refused takes nothing from those that come after it. One thread at a time, but for the counters.
 */
final class ShadowBooks {

    private static final Logger log = LoggerFactory.getLogger(ShadowBooks.class);

    /** As many reservations are remembered as open, and as refused; those that came first are forgotten. */
    private static final int MAX_RESERVATIONS = 100_000;

    final LongAdder judged = new LongAdder();
    final LongAdder refusedReserves = new LongAdder();
    final LongAdder refusedExtensions = new LongAdder();
    final LongAdder keptOut = new LongAdder();
    final LongAdder failures = new LongAdder();

    private final ShadowAccounts accounts;
    private final Map<ReservationId, Hold> open = bounded();
    private final Map<ReservationId, Boolean> refused = bounded();
    private boolean failing;

    /** What a reservation holds that was let in. */
    private static final class Hold {

        final List<ShadowAccount> accounts;
        private ResourceVector held = ResourceVector.ZERO;
        boolean isExtensionRefused;

        Hold(List<ShadowAccount> accounts) {
            this.accounts = accounts;
        }

        void change(ResourceVector more, ResourceVector less) {
            ResourceVector before = held;
            ResourceVector raised = held.plus(more);
            held = raised.minus(less.atMost(raised));
            for (ShadowAccount account : accounts) {
                account.hold(held, 1);
                account.hold(before, -1);
            }
        }
    }

    private static <V> Map<ReservationId, V> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ReservationId, V> eldest) {
                return size() > MAX_RESERVATIONS;
            }
        };
    }

    ShadowBooks(ShadowAccounts accounts) {
        this.accounts = accounts;
    }

    /**
     * Something happened in earnest. Blocks like the store where an account is seen for the first time, and throws what that throws; then nothing
     * has changed, and it can be told again.
     *
     * @return what would have been refused; null if nothing would
     */
    JournalEntry.@Nullable WouldBeRefused hear(JournalEntry entry) {
        try {
            JournalEntry.WouldBeRefused answer = judge(entry);
            failing = false;
            return answer;
        } catch (CreditStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            // What is tried must not hold up what is published.
            failures.increment();
            if (!failing) {
                log.warn("the policy that is tried says nothing of what happens just now: {}", e.toString());
            }
            failing = true;
            return null;
        }
    }

    private JournalEntry.@Nullable WouldBeRefused judge(JournalEntry entry) {
        if (entry instanceof JournalEntry.Opened opened) {
            return SharedPools.isInternal(opened.header()) ? null : opened(opened);
        } else if (entry instanceof JournalEntry.Extended extended) {
            return extended(extended);
        } else if (entry instanceof JournalEntry.Split split) {
            Hold hold = open.get(split.header().id());
            if (hold != null) {
                hold.change(split.returned(), split.given());
            }
        } else if (entry instanceof JournalEntry.Closed closed) {
            closed(closed);
        } else if (entry instanceof JournalEntry.Charged charged) {
            spent(charged, charged.charged(), ResourceVector.ZERO);
        } else if (entry instanceof JournalEntry.AccountChanged changed) {
            accounts.changed(changed);
        }
        return null;
    }

    private JournalEntry.@Nullable WouldBeRefused opened(JournalEntry.Opened opened) {
        ReservationId id = opened.header().id();
        ResourceVector wanted = opened.request().envelope();
        Tier tier = accounts.tierOf(opened.header());
        Map<AccountId, AccountTerms> terms = accounts.terms(opened.header(), tier);
        List<ShadowAccount> path = accounts.at(opened.atMillis(), terms);
        ReservationId parent = opened.header().parent().orElse(null);
        if (parent != null) {
            // A part of what its parent held: nothing that could be refused for want of budget.
            if (refused.containsKey(parent)) {
                refused.put(id, true);
            } else {
                hold(id, path, wanted);
            }
            return null;
        }
        judged.increment();
        Rejection rejection = tier == null ? null : tier.tooLarge(wanted);
        if (rejection == null) {
            rejection = lack(path, wanted);
        }
        if (rejection == null) {
            hold(id, path, wanted);
            return null;
        }
        refused.put(id, true);
        refusedReserves.increment();
        return wouldBeRefused(opened, rejection);
    }

    private void hold(ReservationId id, List<ShadowAccount> path, ResourceVector wanted) {
        if (!path.isEmpty()) {
            Hold hold = new Hold(path);
            hold.change(wanted, ResourceVector.ZERO);
            open.put(id, hold);
        }
    }

    private static @Nullable Rejection lack(List<ShadowAccount> path, ResourceVector wanted) {
        for (ShadowAccount account : path) {
            Insufficient lack = account.lack(wanted);
            if (lack != null) {
                return Rejection.exhausted(lack);
            }
        }
        return null;
    }

    private JournalEntry.@Nullable WouldBeRefused extended(JournalEntry.Extended extended) {
        Hold hold = open.get(extended.header().id());
        if (hold == null) {
            return null;
        }
        // A child's comes from what its parent holds.
        boolean isJudged =
                extended.header().parentId() == null && !extended.added().isZero();
        if (isJudged && hold.isExtensionRefused) {
            return null;
        }
        Rejection rejection = isJudged ? lack(hold.accounts, extended.added()) : null;
        if (rejection == null) {
            hold.change(extended.added(), extended.returned());
            return null;
        }
        hold.isExtensionRefused = true;
        refusedExtensions.increment();
        return wouldBeRefused(extended, rejection);
    }

    private void closed(JournalEntry.Closed closed) {
        ReservationId id = closed.header().id();
        Hold hold = open.remove(id);
        if (hold != null) {
            hold.change(ResourceVector.ZERO, hold.held);
            hold.accounts.forEach(each -> each.spend(closed.charged(), closed.bookedBefore(), closed.atMillis()));
        } else if (refused.containsKey(id)) {
            keptOut.add(closed.charged().credits() - closed.bookedBefore().credits());
        } else if (!SharedPools.isNotice(closed.header().path())) {
            spent(closed, closed.charged(), closed.bookedBefore());
        }
    }

    /** Something was spent that nothing was held for here: a charge, a late settlement, or what began before this did. */
    private void spent(JournalEntry.OfReservation entry, ResourceVector charged, ResourceVector booked) {
        Map<AccountId, AccountTerms> terms = accounts.terms(entry.header(), accounts.tierOf(entry.header()));
        accounts.at(entry.atMillis(), terms).forEach(each -> each.spend(charged, booked, entry.atMillis()));
    }

    private static JournalEntry.WouldBeRefused wouldBeRefused(JournalEntry.OfReservation entry, Rejection why) {
        return new JournalEntry.WouldBeRefused(
                entry.header(),
                entry.sequence(),
                entry.atMillis(),
                why.code().name(),
                why.account(),
                Objects.requireNonNull(why.resource()),
                why.needed(),
                why.available());
    }

    /** Begins anew. */
    void clear() {
        accounts.clear();
        open.clear();
        refused.clear();
    }
}
