package io.stipend.server.internal.api;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.policy.Rejection;
import io.stipend.core.spi.BookInspection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * When holds return to those who are refused. The open holds of a tenant are looked at in the background, after a refusal, and so seldom that it takes
 * a small share of the time; a refusal waits {@value #PATIENCE_MILLIS} ms for the first look at most. Thread safe.
 */
public final class HoldReturns implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** Of how many accounts of a tenant holds are kept apart; of those that are seen later nothing is told. */
    private static final int MAX_ACCOUNTS = 10_000;

    private final BookInspection books;
    private final StoreClock clock;
    private final Map<String, Refreshed<Map<AccountId, AccountHolds>>> tenants = new ConcurrentHashMap<>();
    private final ExecutorService looker = looker();

    /**
     * When enough returns.
     *
     * @param expectedAtMillis if holds go on to come and go as they do: milliseconds since 1970-01-01 UTC
     * @param latestAtMillis if nobody settles or renews anything; empty if too little returns by itself
     */
    record Returns(long expectedAtMillis, OptionalLong latestAtMillis) {}

    public HoldReturns(BookInspection books, StoreClock clock) {
        this.books = books;
        this.clock = clock;
    }

    private static ExecutorService looker() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "stipend-hold-returns");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** When so much returns to an account that what was refused fits; empty if that is not known, or less is held. */
    Optional<Returns> of(Rejection rejection) {
        AccountId account = rejection.account();
        Resource resource = rejection.resource();
        if (rejection.code() != Rejection.Code.ACCOUNT_EXHAUSTED || account == null || resource == null) {
            return Optional.empty();
        }
        long missing = rejection.needed() - rejection.available();
        return tenants.computeIfAbsent(account.tenant(), this::watch)
                .within(PATIENCE)
                .flatMap(seen -> Optional.ofNullable(seen.value().get(account)))
                .flatMap(holds -> returns(holds, resource, missing));
    }

    private Optional<Returns> returns(AccountHolds holds, Resource resource, long missing) {
        OptionalLong expected = holds.expectedAtMillis(resource, missing);
        if (expected.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong latest = holds.latestAtMillis(resource, missing);
        long soonest = Math.max(expected.getAsLong(), clock.millis());
        return Optional.of(new Returns(Math.min(soonest, latest.orElse(Long.MAX_VALUE)), latest));
    }

    private Refreshed<Map<AccountId, AccountHolds>> watch(String tenant) {
        return new Refreshed<>("the holds of tenant " + tenant, before -> look(tenant), looker, LEAST);
    }

    private Map<AccountId, AccountHolds> look(String tenant) {
        Map<AccountId, AccountHolds> found = new HashMap<>();
        long now = clock.millis();
        books.openReservations(tenant, open -> {
            for (AccountId account : open.header().path().accounts()) {
                AccountHolds holds = found.get(account);
                if (holds == null && found.size() < MAX_ACCOUNTS) {
                    holds = new AccountHolds(now);
                    found.put(account, holds);
                }
                if (holds != null) {
                    holds.add(open);
                }
            }
        });
        return found;
    }

    @Override
    public void close() {
        looker.shutdownNow();
    }
}
