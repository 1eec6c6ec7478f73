package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CreditStore;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells others of its line: tickets, which say how much waits for each member, and the earmark, which asks them to leave
 * room for a large request. And what others tell, as far as they may have died: what is past its lease is expired.
 *
 * <p>Used by one thread at a time; what the line shares with others is read and written under its lock.
 */
final class Notices {

    private static final long LEASE_NANOS = TimeUnit.MILLISECONDS.toNanos(Notice.LEASE_MILLIS);

    private static final long RENEWAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What is owed to nobody is told after so many ticks: most of it is served by then. */
    private static final long LATER_TICKS = 2;

    /** After so long below its level a large request may have room kept for it. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** If a request still does not fit when room was kept for so long, no more is kept for it: others would wait in vain. */
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Large is what needs more than one part in so many of an occupied resource. */
    private static final long LARGE = 20;

    private final PoolAccounts names;
    private final CreditStore store;
    private final PoolKnowledge knowledge;
    private final Lock lock;
    private final long tickNanos;
    private final LineFigures figures;
    private final EndedNotices ended;

    private @Nullable Notice earmark;
    private volatile @Nullable Waiter earmarkedFor;

    /** Since when another node's notice says the same: it may have died. */
    private final Map<AccountId, Told> told = new HashMap<>();

    private long earmarkedAtNanos;
    private long probedAtNanos;

    private record Told(ResourceVector amounts, long sinceNanos) {}

    private record Wish(MemberState member, ResourceVector waits, long waitedNanos) {}

    Notices(
            PoolAccounts names,
            CreditStore store,
            PoolKnowledge knowledge,
            Lock lock,
            long tickNanos,
            LineFigures figures,
            EndedNotices ended) {
        this.names = names;
        this.store = store;
        this.knowledge = knowledge;
        this.lock = lock;
        this.tickNanos = tickNanos;
        this.figures = figures;
        this.ended = ended;
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Says what waits now. Blocks like the store. */
    void update(long nowNanos) {
        List<Wish> wishes = locked(() -> knowledge.members().stream()
                .map(member -> new Wish(member, member.waitingHere(), waitedNanos(member, nowNanos)))
                .toList());
        for (Wish wish : wishes) {
            updateTicket(wish, nowNanos);
        }
        updateEarmark(nowNanos);
        probe(nowNanos);
    }

    private static long waitedNanos(MemberState member, long nowNanos) {
        Waiter head = member.head();
        return head == null ? 0 : head.waitedNanos(nowNanos);
    }

    private void updateTicket(Wish wish, long nowNanos) {
        MemberState member = wish.member();
        ResourceVector waits = wish.waits();
        Notice ticket = member.ticket();
        // Others leave room for what is owed to whoever waits, so they should hear of that at once. The rest can wait a
        // little.
        boolean isOwed = !member.entitlement().minimum().isZero();
        if (ticket == null) {
            if (!waits.isZero() && (isOwed || wish.waitedNanos() >= LATER_TICKS * tickNanos)) {
                give(member, waits, nowNanos);
            }
            return;
        }
        boolean isDue = ticket.isDue(nowNanos, RENEWAL_NANOS);
        if (waits.isZero()) {
            if (isDue || isOwed) {
                take(member, null);
                withdraw(ticket);
            }
        } else if (isDue && ticket.isWornOut()) {
            give(member, waits, nowNanos);
            withdraw(ticket);
        } else if (isDue && !ticket.renew(waits, nowNanos)) {
            ended.add(ticket.id());
            give(member, waits, nowNanos);
        }
    }

    private void give(MemberState member, ResourceVector waits, long nowNanos) {
        take(member, Notice.give(store, names.want(member.name()), PoolAccounts.WANT_TERMS, waits, nowNanos));
    }

    /** Whether or not the store hears of it: if not, its lease ends it. */
    private void withdraw(Notice notice) {
        ended.add(notice.id());
        notice.withdraw();
    }

    private void take(MemberState member, @Nullable Notice ticket) {
        locked(() -> {
            member.ticket(ticket);
            return member;
        });
    }

    /** Takes, renews or withdraws the earmark. Blocks like the store. */
    void updateEarmark(long nowNanos) {
        Waiter holder = earmarkedFor;
        Notice own = earmark;
        if (holder != null && own != null) {
            boolean inVain = nowNanos - earmarkedAtNanos > KEPT_NANOS;
            if (inVain) {
                holder.earmarkedInVain();
            }
            if (inVain || holder.answer().isDone()) {
                earmarkedFor = null;
                earmark = null;
                withdraw(own);
                locked(() -> {
                    knowledge.earmark(ResourceVector.ZERO);
                    return knowledge;
                });
            } else if (own.isDue(nowNanos, RENEWAL_NANOS) && !own.renew(own.held(), nowNanos)) {
                ended.add(own.id());
                earmarkedFor = null;
                earmark = null;
            }
            return;
        }
        Waiter candidate = locked(() -> knowledge.earmark().isZero() ? longestWaitingLarge(nowNanos) : null);
        if (candidate != null) {
            ResourceVector room = PoolAccounts.earmarkOf(candidate.need());
            Notice given = Notice.give(store, names.earmark(), PoolAccounts.EARMARK_TERMS, room, nowNanos);
            if (given != null) {
                figures.earmarked();
                earmark = given;
                earmarkedFor = candidate;
                earmarkedAtNanos = nowNanos;
                locked(() -> {
                    knowledge.earmark(PoolAccounts.roomOf(room));
                    return knowledge;
                });
            }
        }
    }

    /** The head that has waited longest for room, although it is below its level, and is large. */
    private @Nullable Waiter longestWaitingLarge(long nowNanos) {
        Waiter longest = null;
        for (MemberState member : knowledge.members()) {
            Waiter head = member.head();
            if (head != null
                    && head.waitedNanos(nowNanos) > PATIENCE_NANOS
                    && isLarge(head.need())
                    && !head.wasEarmarkedInVain()
                    && knowledge.shares().isEligible(member.index(), head.need())
                    && (longest == null || head.waitedNanos(nowNanos) > longest.waitedNanos(nowNanos))) {
                longest = head;
            }
        }
        return longest;
    }

    private boolean isLarge(ResourceVector need) {
        for (Resource resource : Resource.values()) {
            long allowance = knowledge.allowance().get(resource);
            if (!resource.isConsumable() && allowance != Limits.UNLIMITED && need.get(resource) > allowance / LARGE) {
                return true;
            }
        }
        return false;
    }

    /** Whether the room that is kept is kept for this request. */
    boolean isEarmarkedFor(Waiter waiter) {
        return earmarkedFor == waiter;
    }

    /** Once a second, has the store expire what was told longest ago by others, if its teller may have died since. */
    private void probe(long nowNanos) {
        Map<AccountId, ResourceVector> telling = locked(this::toldByOthers);
        told.keySet().retainAll(telling.keySet());
        telling.forEach((account, amounts) -> told.merge(
                account,
                new Told(amounts, nowNanos),
                (before, now) -> before.amounts().equals(amounts) ? before : now));
        if (nowNanos - probedAtNanos < RENEWAL_NANOS) {
            return;
        }
        told.entrySet().stream()
                .filter(each -> nowNanos - each.getValue().sinceNanos() > LEASE_NANOS)
                .max(Comparator.comparingLong(each -> nowNanos - each.getValue().sinceNanos()))
                .ifPresent(oldest -> {
                    probedAtNanos = nowNanos;
                    oldest.setValue(new Told(oldest.getValue().amounts(), nowNanos));
                    boolean isEarmark = oldest.getKey().equals(names.earmark());
                    Notice.expireDue(
                            store, oldest.getKey(), isEarmark ? PoolAccounts.EARMARK_TERMS : PoolAccounts.WANT_TERMS);
                });
    }

    private Map<AccountId, ResourceVector> toldByOthers() {
        Map<AccountId, ResourceVector> telling = new HashMap<>();
        for (MemberState member : knowledge.members()) {
            if (!member.wantedElsewhere().isZero()) {
                telling.put(names.want(member.name()), member.wantedElsewhere());
            }
        }
        if (earmark == null && !knowledge.earmark().isZero()) {
            telling.put(names.earmark(), knowledge.earmark());
        }
        return telling;
    }

    /** Whether others still hear something from this node. The caller has the line's lock. */
    boolean isAnyGiven() {
        return earmarkedFor != null || knowledge.members().stream().anyMatch(member -> member.ticket() != null);
    }

    void withdrawAll() {
        List<MemberState> tellers = locked(() -> knowledge.members().stream()
                .filter(member -> member.ticket() != null)
                .toList());
        for (MemberState member : tellers) {
            Notice ticket = member.ticket();
            take(member, null);
            if (ticket != null) {
                withdraw(ticket);
            }
        }
        if (earmark != null) {
            withdraw(earmark);
            earmark = null;
            earmarkedFor = null;
        }
    }
}
