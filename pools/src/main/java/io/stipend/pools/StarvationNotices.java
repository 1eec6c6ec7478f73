package io.stipend.pools;

import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AnnouncementLog;
import io.stipend.core.spi.MemberStarvation;
import io.stipend.core.spi.StoreAdapter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces which members wait below their minimum and are given nothing, and when that is over: {@code pool.starved}. What is announced
 * stays on record in the pool's account. So of all nodes that see the same one announces it, and if that dies, another one announces
 * the end.
 *
 * <p>Used by one thread at a time, but for what is said otherwise; what the line shares with others is read under its lock.
 */
final class StarvationNotices {

    private static final Logger log = LoggerFactory.getLogger(StarvationNotices.class);

    /** A member that waits for so long below its minimum, and is given nothing, starves: what others borrowed does not end. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final PoolConfig config;
    private final StoreAdapter store;
    private final PoolKnowledge knowledge;
    private final Lock lock;
    private final PoolTimer timer;
    private final LineFigures figures;
    private final AnnouncementLog announced;

    /** Those that starve, as far as was announced, by name. */
    private final Map<String, Told> starving = new HashMap<>();

    /** Whether others may have announced something that this node would not come to know otherwise. */
    private volatile boolean isStale = true;

    private boolean isRead;
    private long readAtNanos;
    private volatile boolean isAnyStarving;

    /** What was announced, and since when this node knows it. */
    private record Told(MemberStarvation starvation, long learnedAtNanos) {}

    StarvationNotices(
            PoolConfig config,
            StoreAdapter store,
            PoolKnowledge knowledge,
            Lock lock,
            PoolTimer timer,
            LineFigures figures) {
        this.config = config;
        this.store = store;
        this.knowledge = knowledge;
        this.lock = lock;
        this.timer = timer;
        this.figures = figures;
        this.announced = new AnnouncementLog(config.account());
    }

    /** This node has not looked at the pool for a while. For any thread. */
    void looksAgain() {
        isStale = true;
    }

    /** Whether the end of something has still to be announced. For any thread. */
    boolean isAnyStarving() {
        return isAnyStarving;
    }

    /** Announces what has begun or ended. Blocks like the store. */
    void update() {
        long now = timer.nanoTime();
        // Within so short a time nobody can have begun to starve.
        if (isStale && (!isRead || now - readAtNanos >= PATIENCE_NANOS)) {
            isStale = false;
            read(now);
        }
        announce(news(now, false), now);
    }

    /** Announces the end of what nobody waits for on another node. Blocks like the store. */
    void close() {
        if (isAnyStarving) {
            long now = timer.nanoTime();
            announce(news(now, true), now);
        }
    }

    private void read(long nowNanos) {
        announced.read(store.bookInspection());
        isRead = true;
        readAtNanos = nowNanos;
        announced.all(MemberStarvation.class).forEach(each -> learn(each, nowNanos));
    }

    private void learn(MemberStarvation told, long nowNanos) {
        Told known = starving.get(told.member());
        if (!told.starves()) {
            starving.remove(told.member());
        } else if (known == null || !known.starvation().equals(told)) {
            starving.put(told.member(), new Told(told, nowNanos));
        }
        isAnyStarving = !starving.isEmpty();
    }

    private List<MemberStarvation> news(long nowNanos, boolean isClosing) {
        lock.lock();
        try {
            return knowledge.members().stream()
                    .map(member -> news(member, nowNanos, isClosing))
                    .filter(Objects::nonNull)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable MemberStarvation news(MemberState member, long nowNanos, boolean isClosing) {
        boolean isOwed = member.isOwed();
        member.unserved().look(isOwed, nowNanos);
        Told told = starving.get(member.name());
        if (told == null) {
            long nanos = member.unserved().nanos(nowNanos);
            return isOwed && !isClosing && nanos >= PATIENCE_NANOS ? begun(member, nanos) : null;
        }
        boolean isOver = isClosing
                ? member.wantedElsewhere().isZero()
                : member.unserved().isOverSince(told.learnedAtNanos(), nowNanos);
        return isOver ? ended(member, told.starvation()) : null;
    }

    private @Nullable MemberStarvation begun(MemberState member, long unservedNanos) {
        ResourceVector inUse = member.use();
        ResourceVector wanted = member.want();
        ResourceVector minimum = member.entitlement().minimum();
        for (Resource resource : Resource.values()) {
            if (inUse.get(resource) < minimum.get(resource) && wanted.get(resource) > 0) {
                return new MemberStarvation(
                        true,
                        config.memberKind(),
                        member.name(),
                        resource,
                        inUse.get(resource),
                        minimum.get(resource),
                        wanted.get(resource),
                        timer.clock().millis() - TimeUnit.NANOSECONDS.toMillis(unservedNanos));
            }
        }
        return null;
    }

    private static MemberStarvation ended(MemberState member, MemberStarvation begun) {
        Resource resource = begun.resource();
        return begun.ended(
                member.use().get(resource),
                member.entitlement().minimum().get(resource),
                member.want().get(resource));
    }

    private void announce(List<MemberStarvation> news, long nowNanos) {
        for (MemberStarvation each : news) {
            if (announced.announce(store.accountAdministration(), each)) {
                tell(each);
                learn(each, nowNanos);
            } else {
                // Another node was first.
                read(nowNanos);
            }
        }
    }

    private void tell(MemberStarvation news) {
        if (news.starves()) {
            figures.starved();
            log.warn(
                    "member '{}' of pool '{}' has waited for 30 s below its minimum and was given nothing: what others borrowed"
                            + " has not ended; shorten their work, or leave more of the pool free of minimums",
                    news.member(),
                    config.name());
        } else {
            log.info("member '{}' of pool '{}' starves no more", news.member(), config.name());
        }
    }
}
