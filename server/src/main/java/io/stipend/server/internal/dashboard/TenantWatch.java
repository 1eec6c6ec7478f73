package io.stipend.server.internal.dashboard;

import io.stipend.deploy.Deployment;
import io.stipend.server.internal.api.Refreshed;
import io.stipend.server.internal.api.StoreClock;
import java.time.Duration;
import java.util.concurrent.Executor;

/** What is looked at of a tenant while somebody watches it. Thread safe. */
final class TenantWatch {

    private static final Duration LEAST = Duration.ofSeconds(1);

    /** A tenant in which nothing happens is looked at so often at least, as far as that does not take too much of the time. */
    private static final Duration UNCHANGED = Duration.ofSeconds(4);

    private final Refreshed<AccountBoard> board;
    private final Refreshed<HoldSummary> holds;
    private volatile long usedNanos = System.nanoTime();

    TenantWatch(Deployment deployment, String tenant, Executor executor, StoreClock clock) {
        board = new Refreshed<>(
                "the accounts of tenant " + tenant,
                before -> AccountBoard.look(deployment.accounts(), tenant, before, clock::millis),
                executor,
                LEAST,
                UNCHANGED);
        holds = new Refreshed<>(
                "the open holds of tenant " + tenant,
                before -> HoldSummary.look(deployment.books(), tenant, clock.millis()),
                executor,
                LEAST,
                UNCHANGED);
    }

    Refreshed<AccountBoard> board() {
        return board;
    }

    Refreshed<HoldSummary> holds() {
        return holds;
    }

    /** Notes that somebody wants to know. */
    void use() {
        usedNanos = System.nanoTime();
    }

    /** For how long nobody has wanted to know. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - usedNanos);
    }
}
