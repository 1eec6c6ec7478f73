package io.stipend.testkit.internal.history;

import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.OnExpiry;
import io.stipend.testkit.internal.history.HistoryStep.Change;
import io.stipend.testkit.internal.history.HistoryStep.Target;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes histories from a seed: the same one always gives the same history. */
final class HistoryGenerator {

    /** Half seconds, where the clock moves by whole ones, so that only {@link HistoryStep.AdvanceToExpiry} meets a lease's end. */
    private static final List<Long> LEASES = List.of(30_500L, 120_500L, 120_500L, 7_200_500L, 7_200_500L);

    private static final List<Long> ADVANCES =
            List.of(1_000L, 5_000L, 20_000L, 60_000L, 600_000L, 3_600_000L, 86_400_000L, 3_456_000_000L);

    /** Few, so that a second try is as often the same request as another one. */
    private static final int REQUESTS = 2;

    private static final List<Long> RETENTIONS = List.of(250L, 60_250L, 3_600_250L, 604_800_250L);

    /** Within a period and beyond it, within the longest lease and beyond it, and far beyond the end of any history. */
    private static final List<Long> AHEAD =
            List.of(1_800_000L, 10_800_000L, 259_200_000L, 3_456_000_000L, 315_619_200_000L);

    private final Random random;

    /** Amounts near the largest one. Several reservations expired at once may then depend on which comes first. */
    private final boolean huge;

    /** Accounts that were frozen. */
    private final List<Integer> frozen = new ArrayList<>();

    private int nextReservation;

    HistoryGenerator(long seed) {
        this.random = new Random(seed);
        this.huge = random.nextInt(8) == 0;
    }

    List<HistoryStep> history(int length) {
        List<HistoryStep> steps = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            boolean repeats = !steps.isEmpty() && random.nextInt(100) < 12;
            steps.add(repeats ? steps.get(recent(steps.size(), 12)) : step());
        }
        return steps;
    }

    private HistoryStep step() {
        // What is frozen is unfrozen soon, or little would happen any more.
        return !frozen.isEmpty() && random.nextInt(6) == 0 ? unfreeze() : step(random.nextInt(100));
    }

    private HistoryStep unfreeze() {
        int account = frozen.remove(random.nextInt(frozen.size()));
        return new HistoryStep.Administer(
                account, 20 + random.nextInt(1000), Change.UNFREEZE, Resource.CREDITS, AmountRule.fixed(0));
    }

    private HistoryStep step(int dice) {
        if (dice < 5) {
            return charge();
        } else if (dice < 28) {
            return reserve();
        } else if (dice < 48) {
            return new HistoryStep.Track(target(), random.nextInt(6), amounts(true), random.nextInt(4) == 0);
        } else if (dice < 50) {
            return split();
        } else if (dice < 57) {
            return extend();
        } else if (dice < 68) {
            OverrunPolicy policy = pick(List.of(OverrunPolicy.values()));
            return new HistoryStep.Settle(target(), operation(), random.nextBoolean(), amounts(true), policy);
        } else if (dice < 73) {
            return new HistoryStep.Release(target(), operation());
        } else if (dice < 78) {
            return new HistoryStep.Bind(reservation(), random.nextInt(StepInterpreter.STEPS));
        } else if (dice < 88) {
            return administer();
        }
        return time(dice);
    }

    private HistoryStep time(int dice) {
        if (dice == 88) {
            return wrongReading();
        } else if (dice < 92) {
            // Small moves more often than large ones, or nothing would live long enough to be interesting.
            int limit = 1 + random.nextInt(ADVANCES.size());
            return new HistoryStep.Advance(ADVANCES.get(random.nextInt(limit)));
        } else if (dice < 96) {
            return new HistoryStep.AdvanceToExpiry(reservation(), random.nextInt(3) - 1);
        } else if (dice < 98) {
            return huge ? new HistoryStep.Release(target(), operation()) : new HistoryStep.ExpireDue();
        }
        return dice == 98
                ? new HistoryStep.Prune(pick(RETENTIONS))
                : new HistoryStep.Forget(reservation(), pick(RETENTIONS));
    }

    private HistoryStep wrongReading() {
        List<HistoryStep> verbs = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        while (verbs.size() < count) {
            int dice = random.nextInt(100);
            if (dice < 88 || dice >= 96) {
                verbs.add(step(dice));
            }
        }
        return new HistoryStep.WrongReading(pick(AHEAD), List.copyOf(verbs));
    }

    private HistoryStep reserve() {
        int reservation = random.nextInt(10) == 0 ? reservation() : nextReservation++;
        List<Integer> accounts = accounts();
        List<Integer> terms = accounts.stream().map(this::terms).toList();
        Map<Resource, AmountRule> envelope = amounts(false);
        if (random.nextInt(4) != 0) {
            envelope.put(Resource.SLOTS, AmountRule.fixed(1));
        }
        return new HistoryStep.Reserve(
                reservation,
                random.nextInt(REQUESTS),
                accounts,
                terms,
                envelope,
                random.nextInt(4) == 0 ? amounts(false) : Map.of(),
                random.nextInt(4) == 0
                        ? accounts.stream().map(account -> amounts(false)).toList()
                        : List.of(),
                pick(LEASES),
                pick(List.of(OnExpiry.values())),
                random.nextInt(3) == 0 ? random.nextInt(StepInterpreter.STEPS) : -1,
                random.nextInt(2) - 1);
    }

    private HistoryStep split() {
        int parent = reservation();
        int child = random.nextInt(10) == 0 ? reservation() : nextReservation++;
        while (child == parent) {
            child = nextReservation++;
        }
        Map<Resource, AmountRule> part = amounts(false);
        if (random.nextInt(8) == 0) {
            part.put(Resource.SLOTS, AmountRule.fixed(1));
        }
        return new HistoryStep.Split(
                parent,
                child,
                part,
                random.nextBoolean() ? 0 : pick(LEASES),
                random.nextInt(4) == 0 ? random.nextInt(StepInterpreter.STEPS) : -1);
    }

    private HistoryStep charge() {
        int reservation = random.nextInt(5) == 0 ? reservation() : nextReservation++;
        List<Integer> accounts = accounts();
        Map<Resource, AmountRule> used = amounts(true);
        used.remove(Resource.MEMORY);
        return new HistoryStep.Charge(
                reservation,
                random.nextInt(REQUESTS),
                accounts,
                accounts.stream().map(this::terms).toList(),
                used,
                pick(List.of(OverrunPolicy.values())),
                random.nextInt(2) - 1);
    }

    /** The accounts of a path; none, or up to three. */
    private List<Integer> accounts() {
        List<Integer> accounts = new ArrayList<>();
        int count = random.nextInt(4);
        while (accounts.size() < count) {
            int account = random.nextInt(StepInterpreter.ACCOUNTS);
            if (!accounts.contains(account)) {
                accounts.add(account);
            }
        }
        return List.copyOf(accounts);
    }

    /** Mostly the terms that an account mostly has. */
    private int terms(int account) {
        return random.nextInt(8) == 0 ? random.nextInt(StepInterpreter.TERMS) : account;
    }

    private HistoryStep extend() {
        Map<Resource, AmountRule> additional = amounts(false);
        long lease = random.nextInt(3) == 0 ? pick(LEASES) : 0;
        if (lease > 0 && random.nextBoolean()) {
            additional.clear();
        }
        Map<Resource, AmountRule> least = random.nextBoolean() ? amounts(false) : Map.of();
        Map<Resource, AmountRule> less = random.nextInt(3) == 0 ? amounts(false) : Map.of();
        if (!less.isEmpty() && random.nextBoolean()) {
            additional.clear();
        }
        Map<Resource, AmountRule> mostHeld = random.nextInt(3) == 0 ? amounts(false) : Map.of();
        List<Integer> accounts = new ArrayList<>();
        List<Integer> terms = new ArrayList<>();
        for (int account = 0; account < StepInterpreter.ACCOUNTS; account++) {
            if (random.nextInt(4) == 0) {
                accounts.add(account);
                terms.add(random.nextInt(8) == 0 ? random.nextInt(StepInterpreter.TERMS) : account);
            }
        }
        boolean hasCeilings = random.nextInt(4) == 0;
        List<Map<Resource, AmountRule>> ceilings = new ArrayList<>();
        accounts.forEach(account -> ceilings.add(amounts(false)));
        return new HistoryStep.Extend(
                target(),
                random.nextInt(6),
                additional,
                least,
                less,
                lease,
                mostHeld,
                List.copyOf(accounts),
                List.copyOf(terms),
                hasCeilings ? List.copyOf(ceilings) : List.of(),
                random.nextInt(4) == 0);
    }

    private HistoryStep administer() {
        Change change = pick(List.of(Change.values()));
        boolean spends = change == Change.ADJUST || change == Change.REFUND;
        Resource resource = Resource.at(random.nextInt(spends ? 4 : Resource.count()));
        if (random.nextBoolean()) {
            resource = Resource.CREDITS;
        }
        int account = random.nextInt(StepInterpreter.ACCOUNTS);
        if (change == Change.FREEZE || change == Change.UNFREEZE) {
            account = random.nextInt(StepInterpreter.ACCOUNTS + 1);
            frozen.add(account);
        }
        return new HistoryStep.Administer(account, random.nextInt(20), change, resource, amount());
    }

    /** Amounts of some resources. Slots are held, never reported; the caller adds them. */
    private Map<Resource, AmountRule> amounts(boolean usage) {
        Map<Resource, AmountRule> amounts = new EnumMap<>(Resource.class);
        if (random.nextInt(8) != 0) {
            amounts.put(Resource.CREDITS, amount());
        }
        for (Resource resource : List.of(Resource.TOKENS, Resource.API_CALLS, Resource.COMPUTE_TIME, Resource.MEMORY)) {
            if (random.nextInt(usage ? 3 : 4) == 0) {
                amounts.put(resource, amount());
            }
        }
        return amounts;
    }

    private AmountRule amount() {
        int dice = random.nextInt(20);
        if (huge && dice < 4) {
            return new AmountRule(AmountRule.Base.MAX, pick(List.of(0L, -1L, -100L, -(1L << 52))));
        } else if (dice < 6) {
            return new AmountRule(AmountRule.Base.BALANCE, random.nextInt(3) - 1);
        } else if (dice < 9) {
            return new AmountRule(AmountRule.Base.HELD, random.nextInt(3) - 1);
        } else if (dice < 11) {
            return AmountRule.fixed(0);
        }
        return AmountRule.fixed(1 + random.nextInt(40));
    }

    private Target target() {
        return random.nextInt(4) == 0
                ? new Target(true, random.nextInt(StepInterpreter.STEPS))
                : new Target(false, reservation());
    }

    /** A reservation made before, mostly one of the last. */
    private int reservation() {
        return nextReservation == 0 ? 0 : recent(nextReservation, 5);
    }

    private int recent(int size, int window) {
        return Math.max(0, size - 1 - random.nextInt(window));
    }

    /** Mostly the operation id of a caller that names none. */
    private int operation() {
        return random.nextInt(4) == 0 ? random.nextInt(6) : StepInterpreter.DEFAULT_OPERATION;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
