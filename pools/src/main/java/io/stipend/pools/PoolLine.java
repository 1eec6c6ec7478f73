package io.stipend.pools;

import io.stipend.core.ReserveResult;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.StoreAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one node that wait for their shares of one pool. Each is tried when what this node knows admits it: first those
 * within their member's minimum, then the one for which room is kept, then those of the member with the lowest share. No thread waits.
 * Thread safe.
 */
final class PoolLine {

    /** Which admission the calling thread is trying: the store's decorator asks for its ceilings. */
    private static final ThreadLocal<Admission> TRYING = new ThreadLocal<>();

    private volatile PoolConfig config;
    private final PoolAccounts names;
    private final PoolTimer timer;
    private final int maxWaiting;
    private final LineFigures figures;

    /** Guards what is known, and who waits. Never held around a call of the store. */
    private final ReentrantLock lock = new ReentrantLock();

    private final PoolKnowledge knowledge;
    private final PoolWatch watch;
    private final AtomicBoolean pumpComing = new AtomicBoolean();

    private int waiting;
    private long arrivals;

    /** A request that is tried, and up to where it may go. */
    record Admission(PoolLine line, MemberState member, Limits memberCeiling, Limits poolCeiling) {}

    /** A request whose turn it is. */
    private record Turn(Waiter waiter, Admission admission) {}

    PoolLine(
            PoolConfig config,
            StoreAdapter store,
            PoolTimer timer,
            Pools.Config pools,
            LineFigures figures,
            EndedNotices ended) {
        this.config = config;
        this.names = new PoolAccounts(config);
        this.timer = timer;
        this.maxWaiting = pools.maxWaiting();
        this.figures = figures;
        this.knowledge = new PoolKnowledge(config, names, timer.clock());
        this.watch = new PoolWatch(
                config, names, store, timer, pools.tick().toNanos(), knowledge, lock, this::pump, figures, ended);
    }

    PoolConfig config() {
        return config;
    }

    /** The same pool, whose members are entitled to other things from now on. */
    void configure(PoolConfig other) {
        lock.lock();
        try {
            config = other;
            knowledge.configure(other);
        } finally {
            lock.unlock();
        }
        pumpSoon();
    }

    PoolAccounts names() {
        return names;
    }

    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a share. If it is this request's turn at once, it is tried on the caller's thread.
     *
     * @param attempt reserves it
     */
    CompletableFuture<PoolAnswer> enter(String memberName, ResourceVector need, Wait wait, Waiter.Attempt attempt) {
        watch.lookIfStale();
        Waiter waiter;
        List<Turn> turns = List.of();
        boolean tooLarge;
        lock.lock();
        try {
            MemberState member = knowledge.member(memberName);
            tooLarge = isTooLarge(member, need);
            waiter = tooLarge || waiting >= maxWaiting
                    ? null
                    : new Waiter(member, need, wait.priority(), arrivals++, timer.nanoTime(), attempt);
            if (waiter != null) {
                enqueue(waiter);
                turns = knowledge.mayHaveRoomFor(need) ? pickAll() : List.of();
            }
        } finally {
            lock.unlock();
        }
        if (waiter == null) {
            return CompletableFuture.completedFuture(
                    tooLarge ? new PoolAnswer.Decided(attempt.reserve().get()) : lineFull());
        }
        start(waiter, turns);
        if (!waiter.answer().isDone()) {
            timer.schedule(() -> expire(waiter), wait.upTo().toNanos());
            CompletableFuture<PoolAnswer> unused = waiter.answer().whenComplete((answer, failure) -> leave(waiter));
        }
        return waiter.answer();
    }

    private PoolAnswer lineFull() {
        figures.refused();
        return new PoolAnswer.LineFull(maxWaiting);
    }

    /** Tries what has its turn: one's own request here, others on threads of their own. */
    private void start(Waiter own, List<Turn> turns) {
        Turn here = null;
        for (Turn turn : turns) {
            if (turn.waiter().equals(own)) {
                here = turn;
            } else {
                timer.run(() -> attempt(turn));
            }
        }
        if (here != null) {
            attempt(here);
        }
    }

    /** More than there is in all, or than its member may ever have: it is answered at once, for waiting is no remedy. */
    private boolean isTooLarge(MemberState member, ResourceVector need) {
        return exceeds(need, knowledge.allowance())
                || exceeds(need, member.entitlement().most());
    }

    private static boolean exceeds(ResourceVector need, Limits limits) {
        return !ResourceVector.map(resource -> limits.get(resource) == Limits.UNLIMITED
                        ? 0
                        : Math.max(0, need.get(resource) - limits.get(resource)))
                .isZero();
    }

    private void enqueue(Waiter waiter) {
        waiter.member().enqueue(waiter);
        waiting++;
        knowledge.wanted();
    }

    private boolean dequeue(Waiter waiter) {
        boolean waited = waiter.member().dequeue(waiter);
        if (waited) {
            waiting--;
            knowledge.wanted();
        }
        return waited;
    }

    /** Takes out all whose turn it is, in order. */
    private List<Turn> pickAll() {
        List<Turn> picked = new ArrayList<>();
        for (Turn next = pick(); next != null; next = pick()) {
            picked.add(next);
        }
        return picked;
    }

    private @Nullable Turn pick() {
        if (waiting == 0) {
            return null;
        }
        Candidate best = null;
        for (MemberState member : knowledge.members()) {
            Waiter head = member.head();
            if (head != null && !head.wasRefusedAt(knowledge.version())) {
                Candidate candidate = new Candidate(head, knowledge, watch.isEarmarkedFor(head));
                if (candidate.isAdmitted() && (best == null || candidate.compareTo(best) < 0)) {
                    best = candidate;
                }
            }
        }
        if (best == null) {
            return null;
        }
        Waiter next = best.waiter();
        Admission admission = new Admission(this, next.member(), best.memberCeiling(), best.poolCeiling());
        next.member().dequeue(next);
        waiting--;
        next.member().pending(next.need(), 1);
        knowledge.served(next.member(), next.need());
        return new Turn(next, admission);
    }

    /** Tries a request: blocks like the store. */
    private void attempt(Turn turn) {
        Waiter waiter = turn.waiter();
        ReserveResult result = null;
        RuntimeException failure = null;
        TRYING.set(turn.admission());
        try {
            result = waiter.attempt();
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            TRYING.remove();
        }
        PoolAnswer answer = null;
        lock.lock();
        try {
            waiter.member().pending(waiter.need(), -1);
            if (result != null && result.isApproved()) {
                waiter.member().unserved().served(timer.nanoTime());
            }
            if (!isHeldAsAsked(result, waiter.need())) {
                knowledge.moved();
            }
            if (result != null && !isShort(result)) {
                answer = new PoolAnswer.Decided(result);
            } else if (failure == null) {
                waiter.refusedAt(knowledge.version());
                answer = waitOn(waiter);
            }
        } finally {
            lock.unlock();
        }
        finish(waiter, answer, failure);
    }

    /** Back into the line, unless its time is over, or its caller has given up: the answer that it then gets. */
    private @Nullable PoolAnswer waitOn(Waiter waiter) {
        if (waiter.answer().isDone()) {
            return null;
        }
        enqueue(waiter);
        return waiter.isExpired() ? timedOut(waiter) : null;
    }

    /** Then the shares are already those after it was served. */
    private static boolean isHeldAsAsked(@Nullable ReserveResult result, ResourceVector need) {
        return result instanceof ReserveResult.Approved held
                && !held.replayed()
                && held.held().equals(need);
    }

    private void finish(Waiter waiter, @Nullable PoolAnswer answer, @Nullable RuntimeException failure) {
        if (failure != null) {
            waiter.answer().completeExceptionally(failure);
        } else if (answer == null) {
            pumpSoon();
            return;
        } else {
            figures.answered(answer, waiter.waitedNanos(timer.nanoTime()));
            complete(waiter, answer);
        }
        if (watch.isEarmarkedFor(waiter)) {
            timer.run(watch::giveUpEarmark);
        }
    }

    /** What was reserved for a caller who has given up meanwhile is given back. */
    private static void complete(Waiter waiter, PoolAnswer answer) {
        if (!waiter.answer().complete(answer) && answer instanceof PoolAnswer.Decided decided) {
            decided.result().approved().ifPresent(waiter::undo);
        }
    }

    /** Whether what is missing is a share of this pool, so that waiting may be a remedy. */
    private boolean isShort(ReserveResult result) {
        return result instanceof ReserveResult.Rejected rejected
                && (rejected.rejection().code() == Rejection.Code.ACCOUNT_EXHAUSTED
                        || rejected.rejection().code() == Rejection.Code.CEILING_REACHED)
                && rejected.rejection().account() != null
                && (rejected.rejection().account().equals(config.account())
                        || names.isOfPool(rejected.rejection().account()));
    }

    private void expire(Waiter waiter) {
        if (waiter.answer().isDone()) {
            return;
        }
        PoolAnswer answer;
        lock.lock();
        try {
            waiter.expire();
            answer = timedOut(waiter);
        } finally {
            lock.unlock();
        }
        if (answer != null) {
            finish(waiter, answer, null);
        }
    }

    /** Takes one out whose time is over; null if it is being tried. */
    private @Nullable PoolAnswer timedOut(Waiter waiter) {
        MemberState member = waiter.member();
        int place = member.placeOf(waiter);
        int waiters = member.waiters();
        Rejection shortage = knowledge.shortage(member, waiter.need());
        if (!dequeue(waiter)) {
            return null;
        }
        return new PoolAnswer.WaitTimedOut(
                member.name(),
                Duration.ofNanos(waiter.waitedNanos(timer.nanoTime())),
                place,
                waiters,
                member.use(),
                knowledge.largestPart(member),
                shortage);
    }

    /** Its caller does not want it any more, or it has its answer. */
    private void leave(Waiter waiter) {
        lock.lock();
        try {
            dequeue(waiter);
        } finally {
            lock.unlock();
        }
    }

    /** The ceilings of a reserve that does not come from this line's waiters, or of the one that is tried. */
    Admission admission(String memberName, ResourceVector need) {
        Admission trying = TRYING.get();
        if (trying != null && trying.line() == this) {
            return trying;
        }
        watch.lookIfStale();
        lock.lock();
        try {
            MemberState member = knowledge.member(memberName);
            FairShares shares = knowledge.sharesWith(member, need);
            return new Admission(
                    this,
                    member,
                    shares.memberCeiling(member.index(), need),
                    shares.poolCeiling(member.index(), need, knowledge.earmark()));
        } finally {
            lock.unlock();
        }
    }

    /** A member holds or has spent more, or less, through this node. Less may be what others wait for. */
    void changed(String memberName, ResourceVector more, ResourceVector less) {
        lock.lock();
        try {
            knowledge.member(memberName).changed(timer.nanoTime(), more, less);
            if (!less.isZero()) {
                knowledge.changed();
            } else if (TRYING.get() == null) {
                knowledge.moved();
            }
        } finally {
            lock.unlock();
        }
        if (!less.isZero()) {
            pumpSoon();
        }
    }

    /** The store refused a reserve for want of room in this pool. */
    void refused(Admission admission, Insufficient lack) {
        lock.lock();
        try {
            knowledge.learn(lack, admission.member(), admission.memberCeiling(), admission.poolCeiling());
        } finally {
            lock.unlock();
        }
    }

    private void pumpSoon() {
        if (pumpComing.compareAndSet(false, true)) {
            timer.run(this::pump);
        }
    }

    private void pump() {
        pumpComing.set(false);
        List<Turn> turns;
        lock.lock();
        try {
            turns = pickAll();
        } finally {
            lock.unlock();
        }
        turns.forEach(turn -> timer.run(() -> attempt(turn)));
    }

    /** Whether somebody waits that is below its minimum. */
    boolean isAnythingOwed() {
        lock.lock();
        try {
            return knowledge.members().stream().anyMatch(MemberState::isOwed);
        } finally {
            lock.unlock();
        }
    }

    /** Withdraws what this node has said. Whoever waits is told that this process is stopping. */
    void close() {
        List<Waiter> left;
        lock.lock();
        try {
            left = knowledge.members().stream().flatMap(MemberState::waiting).toList();
        } finally {
            lock.unlock();
        }
        left.forEach(waiter -> waiter.answer()
                .completeExceptionally(new CreditStoreException(
                        CreditStoreException.Kind.UNAVAILABLE,
                        "this process is stopping, and nothing waits for pool '" + config.name()
                                + "' any more; ask another, or once it runs again")));
        watch.close();
    }
}
