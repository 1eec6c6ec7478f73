package io.stipend.bench;

import io.stipend.bench.BenchCase.Kind;
import io.stipend.store.memory.MemoryStores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;

/** The memory store, compared with the floor and with Bucket4j, in one run. */
final class MemorySuite implements Suite {

    static final String RESERVE = "reserve";
    static final String CYCLE = "cycle";
    static final String CYCLE_EVENTS = "cycle-events";
    static final String REPORT = "report";
    static final String EXTEND = "extend";
    static final String SPLIT = "split";
    static final String CHARGE = "charge";
    static final String FLOOR = "floor";
    static final String BUCKET4J = "bucket4j";
    static final String BUCKET4J_SYNCHRONIZED = "bucket4j-synchronized";
    static final String ID = "id";
    static final String UUID = "uuid";

    static final int HOT = 1;
    static final int MANY = 10_000;

    private static final int OPEN_RESERVATIONS = 1_000_000;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public BenchProfile profile(boolean quick) {
        return quick ? BenchProfile.QUICK : BenchProfile.FULL;
    }

    @Override
    public List<Measurement> measure(JmhRunner jmh, Consumer<String> progress) throws RunnerException {
        List<Measurement> measurements = new ArrayList<>(jmh.measure(cases(), progress));
        if (jmh.isToBeMeasured(OpenReservations.CASE, 1)) {
            progress.accept(OpenReservations.CASE);
            measurements.add(OpenReservations.measure(MemoryStores::open, OPEN_RESERVATIONS));
        }
        return measurements;
    }

    /** In an order that keeps together what is compared. */
    static List<BenchCase> cases() {
        List<BenchCase> cases = new ArrayList<>();
        for (int callers : new int[] {1, 2}) {
            for (int accounts : new int[] {HOT, MANY}) {
                cases.add(BenchCase.of(RESERVE, Kind.LEAVING_OPEN, MemoryReserve.class, "reserve", callers, accounts));
                BenchCase cycle = BenchCase.of(CYCLE, Kind.WHOLE, MemoryCycle.class, "cycle", callers, accounts);
                cases.add(cycle.with(CYCLE, "events", "false"));
                if (callers == 1 && accounts == HOT) {
                    cases.add(cycle.with(CYCLE_EVENTS, "events", "true"));
                }
                cases.add(BenchCase.of(FLOOR, Kind.SMALL, Floor.class, "cycle", callers, accounts));
                BenchCase bucket =
                        BenchCase.of(BUCKET4J, Kind.SMALL, Bucket4jTokens.class, "tryConsume", callers, accounts);
                cases.add(bucket.with(BUCKET4J, "strategy", "LOCK_FREE"));
                cases.add(bucket.with(BUCKET4J_SYNCHRONIZED, "strategy", "SYNCHRONIZED"));
            }
        }
        for (int accounts : new int[] {HOT, MANY}) {
            cases.add(BenchCase.of(SPLIT, Kind.LEAVING_OPEN, MemoryReserve.class, "split", 1, accounts));
            for (String verb : List.of(REPORT, EXTEND, CHARGE)) {
                cases.add(BenchCase.of(verb, Kind.WHOLE, MemoryCycle.class, verb, 1, accounts)
                        .with(verb, "events", "false"));
            }
        }
        cases.add(BenchCase.alone(ID, Ids.class, "timeOrdered"));
        cases.add(BenchCase.alone(UUID, Ids.class, "randomUuid"));
        return cases;
    }

    @Override
    public List<Ratio> ratios() {
        return List.of(new Ratio("x floor", FLOOR), new Ratio("x bucket4j", BUCKET4J));
    }

    @Override
    public List<Goal> goals(Results results) {
        Measurement cycle = results.get(CYCLE, 1, HOT);
        double alone = cycle.opsPerSecond();
        double spread = results.get(CYCLE, 2, MANY).opsPerSecond() / alone;
        double hot = results.get(CYCLE, 2, HOT).opsPerSecond() / alone;
        double buckets = results.get(BUCKET4J, 1, HOT).opsPerSecond() / alone;
        double floors = results.get(FLOOR, 1, HOT).opsPerSecond() / alone;
        double open =
                results.get(OpenReservations.CASE, 1, OpenReservations.ACCOUNTS).bytesPerOp();
        double ids =
                results.get(ID, 1, 1).opsPerSecond() / results.get(UUID, 1, 1).opsPerSecond();
        return List.of(
                Goal.atLeast("cycles/s, 1 caller, 1 account: at least 1.5 M (aim 4 M)", alone / 1e6, 1.5, "M"),
                Goal.atLeast("cycles/s, 2 callers, 10,000 accounts: at least 1.5 x that", spread, 1.5, "x"),
                Goal.atLeast("cycles/s, 2 callers, 1 account: at least 0.7 x that", hot, 0.7, "x"),
                Goal.atMost("a cycle costs at most 10 of Bucket4j's lock-free tryConsume", buckets, 10, ""),
                Goal.atMost("a cycle costs at most 8 of the floor's cycles", floors, 8, ""),
                Goal.perOther(results, SPLIT, RESERVE, 1, HOT, 1.3),
                Goal.perOther(results, EXTEND, REPORT, 1, HOT, 1),
                Goal.perOther(results, EXTEND, REPORT, 1, MANY, 1),
                Goal.perOther(results, CHARGE, RESERVE, 1, HOT, 1),
                Goal.perOther(results, CHARGE, RESERVE, 1, MANY, 1),
                Goal.atMost("a cycle allocates at most 1,200 bytes", cycle.bytesPerOp(), 1_200, "B"),
                Goal.atMost("an open reservation keeps at most 700 bytes, 1 million open", open, 700, "B"),
                Goal.atLeast("ids come faster than from UUID.randomUUID()", ids, 1, "x"));
    }
}
