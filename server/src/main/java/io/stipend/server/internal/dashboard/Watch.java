package io.stipend.server.internal.dashboard;

import io.stipend.core.background.Health;
import io.stipend.core.spi.Journal;
import io.stipend.deploy.Deployment;
import io.stipend.server.internal.api.Refreshed;
import io.stipend.server.internal.api.StoreClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What is looked at for dashboards, in the background, and only while there are any. Thread safe. */
final class Watch implements AutoCloseable {

    private static final Duration LEAST = Duration.ofSeconds(1);

    /** What nobody has wanted to know of a tenant for so long is forgotten. */
    private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    private static final int THREADS = 4;

    private final Deployment deployment;
    private final StoreClock clock;
    private final Map<String, TenantWatch> tenants = new ConcurrentHashMap<>();
    private final Refreshed<Health.Report> health;
    private final Refreshed<Journal.Backlog> backlog;
    private final ExecutorService lookers;

    Watch(Deployment deployment, StoreClock clock) {
        this.deployment = deployment;
        this.clock = clock;
        this.lookers = lookers();
        health = new Refreshed<>("health", before -> deployment.health().ready(), lookers, LEAST);
        backlog = new Refreshed<>("the backlog", before -> deployment.stipend().backlog(), lookers, LEAST);
    }

    /** They wait for the store, one figure each, and end when there is nothing to look at. */
    private static ExecutorService lookers() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "stipend-dashboard-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** What is known of a tenant. */
    TenantWatch tenant(String tenant) {
        TenantWatch watch = tenants.computeIfAbsent(tenant, name -> new TenantWatch(deployment, name, lookers, clock));
        watch.use();
        return watch;
    }

    /** How the process is, and its store. */
    Refreshed<Health.Report> health() {
        return health;
    }

    /** What waits to be published. */
    Refreshed<Journal.Backlog> backlog() {
        return backlog;
    }

    /** Forgets what nobody wants to know any more. */
    void forgetIdle() {
        tenants.values().removeIf(watch -> watch.idle().compareTo(FORGET_AFTER) > 0);
    }

    @Override
    public void close() {
        lookers.shutdownNow();
    }
}
