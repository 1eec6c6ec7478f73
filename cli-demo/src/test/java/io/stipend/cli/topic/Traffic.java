package io.stipend.cli.topic;

import io.stipend.core.BudgetRequest;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Steps of many users: reserved, reported, and settled, released or left open; and charges between them. */
final class Traffic implements AutoCloseable {

    static final int MAX_REPORTS = 2;

    private static final AvailableResources PLENTY = AvailableResources.credits("1000");
    private static final int USERS = 20;
    private static final long PACE_NANOS = 2_000_000;

    private final ResourceManager manager;
    private final String tenant;
    private final ExecutorService workers;
    private final int size;
    private final AtomicLong steps = new AtomicLong();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final List<Future<?>> running = new ArrayList<>();

    Traffic(ResourceManager manager, String tenant, int workers) {
        this.manager = manager;
        this.tenant = tenant;
        this.size = workers;
        this.workers = Executors.newFixedThreadPool(workers);
    }

    /** How many steps have been reserved so far. */
    long steps() {
        return steps.get();
    }

    /** Lets each worker run so many steps, and waits for all. */
    void run(int stepsEach) throws InterruptedException, ExecutionException {
        List<Callable<Void>> work = new ArrayList<>();
        for (int worker = 0; worker < size; worker++) {
            Random random = new Random(worker);
            work.add(() -> {
                for (int i = 0; i < stepsEach; i++) {
                    step(random);
                }
                return null;
            });
        }
        for (Future<Void> done : workers.invokeAll(work)) {
            done.get();
        }
    }

    /**
     * Keeps the workers at work until {@link #stop}, at a pace at which a broker that is away for some seconds does not fill
     * the journal of a store in memory.
     */
    void start() {
        for (int worker = 0; worker < size; worker++) {
            Random random = new Random(worker);
            running.add(workers.submit(() -> {
                while (!enough.get()) {
                    step(random);
                    LockSupport.parkNanos(PACE_NANOS);
                }
            }));
        }
    }

    /** Lets the steps that are under way come to their end. */
    void stop() throws InterruptedException, ExecutionException {
        enough.set(true);
        for (Future<?> each : running) {
            each.get();
        }
    }

    private void step(Random random) {
        String user = "user " + random.nextInt(USERS);
        if (random.nextInt(10) == 0) {
            manager.charge(BudgetRequest.Charge.builder(credits(0.001 * random.nextInt(6)))
                    .tenant(tenant)
                    .user(user)
                    .build());
        }
        ExecutionConstraints constraints =
                ExecutionConstraints.builder().maxCost("0.01").build();
        BudgetRequest request = BudgetRequest.builder(PLENTY, constraints)
                .tenant(tenant)
                .user(user)
                .build();
        if (!(manager.reserveBudget(request) instanceof ReserveResult.Approved approved)) {
            throw new IllegalStateException("users have plenty");
        }
        steps.incrementAndGet();
        for (int report = random.nextInt(MAX_REPORTS + 1); report > 0; report--) {
            manager.trackUsage(approved.reservationId(), credits(0.001 * (1 + random.nextInt(6))));
        }
        int end = random.nextInt(10);
        if (end < 7) {
            manager.finalizeUsage(approved.reservationId(), credits(0.001 * random.nextInt(14)));
        } else if (end < 9) {
            manager.releaseReservation(approved.reservationId());
        }
    }

    private static ResourceUsage credits(double amount) {
        return ResourceUsage.builder().credits(String.format("%.3f", amount)).build();
    }

    @Override
    public void close() {
        enough.set(true);
        workers.shutdownNow();
    }
}
