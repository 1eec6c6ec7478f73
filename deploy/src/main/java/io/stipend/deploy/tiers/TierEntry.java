package io.stipend.deploy.tiers;

import io.stipend.core.policy.Tier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What is known of one user's tier, and the answer under way. Thread safe; readers take no lock. */
final class TierEntry {

    /** Whose tier it is. */
    record User(String tenant, String userId) {}

    /** A tier, and when it was asked for: it may have changed any time after. */
    record Known(Tier tier, long askedAtNanos) {}

    private final User user;
    private final AtomicReference<@Nullable CompletableFuture<Tier>> underWay = new AtomicReference<>();
    private volatile @Nullable Known known;
    private volatile boolean failed;
    private volatile long failedAtNanos;

    TierEntry(User user) {
        this.user = user;
    }

    String tenant() {
        return user.tenant();
    }

    String userId() {
        return user.userId();
    }

    @Nullable
    Known known() {
        return known;
    }

    void learn(Known answer) {
        known = answer;
        failed = false;
    }

    /** Takes an answer for the one under way, unless there is one: that is returned. */
    CompletableFuture<Tier> begin(CompletableFuture<Tier> mine) {
        CompletableFuture<Tier> other = underWay.compareAndExchange(null, mine);
        return other == null ? mine : other;
    }

    void end(CompletableFuture<Tier> mine) {
        underWay.compareAndSet(mine, null);
    }

    void failAt(long nanos) {
        failedAtNanos = nanos;
        failed = true;
    }

    boolean failedWithin(long nanos, long nowNanos) {
        return failed && nowNanos - failedAtNanos < nanos;
    }
}
