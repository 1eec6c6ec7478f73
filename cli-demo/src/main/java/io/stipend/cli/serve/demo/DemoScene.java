package io.stipend.cli.serve.demo;

import io.stipend.cli.text.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Who the demo's users are, what an administrator did to them before, and agents that work long, in trees, or crash. */
final class DemoScene {

    /** The pool that some of them share. */
    static final String POOL = "gpus";

    private static final List<String> USERS = List.of(
            "ana", "ben", "chen", "dora", "emil", "farah", "goran", "hana", "ines", "jonas", "kofi", "lena", "milo",
            "noor", "olga", "paulo", "quinn", "rosa", "sami", "tara", "umar", "vera", "wei", "yuki");

    private static final List<String> SWARMS =
            List.of("support-triage", "code-review", "nightly-evals", "research", "data-cleanup", "release-notes");

    /** Small budgets, so that some are spent soon: the credits of an hour. */
    private static final List<List<String>> LIMITS = List.of(
            List.of("ana", "4"),
            List.of("ben", "30"),
            List.of("chen", "60"),
            List.of("dora", "120"),
            List.of("hana", "900"));

    /** What they had spent before. */
    private static final List<List<String>> SPENT = List.of(
            List.of("ben", "27.4"),
            List.of("dora", "104"),
            List.of("emil", "331.2"),
            List.of("goran", "188"),
            List.of("hana", "412.75"),
            List.of("kofi", "96.5"),
            List.of("lena", "240"),
            List.of("rosa", "351"),
            List.of("tara", "64.2"),
            List.of("wei", "171.9"));

    /** Who trains on the shared machines, and for how many seconds at a time: together more than there are machines for. */
    private static final List<List<String>> TRAINERS = List.of(
            List.of("ines", "6"),
            List.of("milo", "9"),
            List.of("quinn", "4"),
            List.of("tara", "7"),
            List.of("wei", "5"));

    private static final int JOBS_AT_A_TIME = 3;
    private static final int JOB_WAIT_MILLIS = 25_000;

    private static final List<String> MODELS = List.of("opus", "sonnet", "haiku");
    private static final int PARTS = 3;
    private static final long STEP_MILLIS = 2_000;
    private static final int STEPS = 14;
    private static final long EVERY_SECONDS = 4;
    private static final long CRASH_EVERY_SECONDS = 25;
    private static final int CRASH_LEASE_MILLIS = 12_000;

    private final DemoClient client;
    private final ScheduledExecutorService clock;
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong jobs = new AtomicLong();

    DemoScene(DemoClient client, ScheduledExecutorService clock) {
        this.client = client;
        this.clock = clock;
    }

    static String userOf(int session) {
        return USERS.get(session % USERS.size());
    }

    static String swarmOf(int session) {
        return SWARMS.get(session % SWARMS.size());
    }

    /** Does what an administrator did; completes when all of it is done. */
    CompletableFuture<Void> prepare() {
        CompletableFuture<?>[] done = LIMITS.stream()
                .map(limit -> account(limit.get(0), "limit", "limit", limit.get(1), "small team, reviewed monthly"))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(done)
                .thenCompose(limits -> CompletableFuture.allOf(SPENT.stream()
                        .map(spent ->
                                account(spent.get(0), "adjust", "charge", spent.get(1), "spent before the demo began"))
                        .toArray(CompletableFuture[]::new)))
                .thenCompose(adjusted -> account("kofi", "grant", "amount", "50", "quarter-end review"))
                .thenCompose(granted -> client.post(
                        "/v1/accounts/user:paulo/freeze", new Json().with("reason", "invoice unpaid since October")))
                .thenAccept(frozen -> {});
    }

    private CompletableFuture<Integer> account(String user, String verb, String member, String amount, String why) {
        return client.post(
                "/v1/accounts/user:" + DemoClient.encoded(user) + '/' + verb,
                new Json().with(member, amount).with("reason", why));
    }

    /** Starts agents that run beside the trace. */
    void begin() {
        var unusedRuns = clock.scheduleWithFixedDelay(this::longRun, 0, EVERY_SECONDS, TimeUnit.SECONDS);
        TRAINERS.forEach(trainer -> {
            for (int line = 0; line < JOBS_AT_A_TIME; line++) {
                train(trainer.get(0), Long.parseLong(trainer.get(1)), line);
            }
        });
        var unusedCrashes = clock.scheduleWithFixedDelay(this::crash, 1, CRASH_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** An agent that hands parts of its budget to others, and ends after half a minute. */
    private void longRun() {
        long run = runs.incrementAndGet();
        String id = "study-" + run;
        Json reserve = new Json()
                .with("id", id)
                .with("user", userOf((int) run * 5))
                .with("swarm", "research")
                .with("step", "study-" + run)
                .with("leaseMillis", 20_000)
                .with("attributes", new Json().with("model", MODELS.get((int) run % MODELS.size())))
                .with("constraints", DemoTraffic.amounts(new BigDecimal("1.2"), 400_000));
        client.send("/v1/reservations", reserve, status -> {
            if (status == 201) {
                for (int part = 1; part <= PARTS; part++) {
                    part(id, id + "-part-" + part, part);
                }
                work(id, STEPS);
            }
        });
    }

    private void part(String parent, String id, int number) {
        Json split = new Json()
                .with("id", id)
                .with("amounts", new Json().with("credits", "0.25").with("tokens", 90_000))
                .with("leaseMillis", 20_000);
        later(
                () -> client.send("/v1/reservations/" + parent + "/split", split, status -> work(id, STEPS / 2)),
                number * STEP_MILLIS);
    }

    /** Reports every other second, and settles in the end. */
    private void work(String id, int stepsLeft) {
        Json used = DemoTraffic.amounts(new BigDecimal("0.03"), 9_000);
        if (stepsLeft == 0) {
            client.send("/v1/reservations/" + id + "/settle", new Json());
        } else {
            client.send("/v1/reservations/" + id + "/usage", new Json().with("used", used));
            later(() -> work(id, stepsLeft - 1), STEP_MILLIS);
        }
    }

    /** Waits for a share of the machines, works, and begins anew; it pauses now and then, so that others may borrow its share. */
    private void train(String user, long seconds, int line) {
        String id = "train-" + user + '-' + jobs.incrementAndGet();
        Json reserve = new Json()
                .with("id", id)
                .with("user", user)
                .with("pools", List.of(POOL))
                .with("waitUpToMillis", JOB_WAIT_MILLIS)
                .with("leaseMillis", 60_000)
                .with("attributes", new Json().with("model", "trainer"))
                .with("constraints", DemoTraffic.amounts(new BigDecimal("0.05"), 10_000));
        long pauseMillis = line == 0 ? TimeUnit.SECONDS.toMillis(3 * seconds) : STEP_MILLIS;
        client.send("/v1/reservations", reserve, status -> {
            if (status == 201) {
                later(
                        () -> client.send(
                                "/v1/reservations/" + id + "/settle",
                                new Json().with("used", DemoTraffic.amounts(new BigDecimal("0.04"), 9_000))),
                        TimeUnit.SECONDS.toMillis(seconds));
            }
            later(() -> train(user, seconds, line), TimeUnit.SECONDS.toMillis(seconds) + pauseMillis);
        });
    }

    /** An agent that reserves, and is never heard of again. */
    private void crash() {
        Json reserve = new Json()
                .with("id", "crashed-" + jobs.incrementAndGet())
                .with("user", "sami")
                .with("leaseMillis", CRASH_LEASE_MILLIS)
                .with("constraints", DemoTraffic.amounts(new BigDecimal("0.4"), 50_000));
        client.send("/v1/reservations", reserve);
    }

    private void later(Runnable task, long afterMillis) {
        if (!clock.isShutdown()) {
            var unused = clock.schedule(task, afterMillis, TimeUnit.MILLISECONDS);
        }
    }
}
