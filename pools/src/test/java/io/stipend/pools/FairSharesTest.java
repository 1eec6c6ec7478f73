package io.stipend.pools;

import static io.stipend.core.model.Resource.MEMORY;
import static io.stipend.core.model.Resource.SLOTS;
import static io.stipend.core.model.Resource.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairSharesTest {

    private static final int CASES = 300;

    private static ResourceVector slots(long amount) {
        return ResourceVector.of(SLOTS, amount);
    }

    private static FairShares.Pool poolOf(long slots) {
        return new FairShares.Pool(Limits.of(Map.of(SLOTS, slots)), ResourceVector.ZERO, 1);
    }

    private static FairShares.Member member(long weight, long use, long want) {
        return new FairShares.Member(Entitlement.EQUAL.withWeight(weight), slots(use), slots(want));
    }

    private static FairShares.Member member(long weight, long minimum, long use, long want) {
        return new FairShares.Member(
                Entitlement.EQUAL.withWeight(weight).withMinimum(slots(minimum)), slots(use), slots(want));
    }

    @Test
    void nobodyHasALevelWhereAllFits() {
        FairShares shares = FairShares.of(poolOf(10), List.of(member(1, 4, 2), member(1, 0, 4)));

        assertThat(shares.isContended()).isFalse();
        assertThat(shares.level(0, SLOTS)).isInfinite();
        assertThat(shares.memberCeiling(0, slots(1))).isEqualTo(Limits.NONE);
        assertThat(shares.isEligible(0, slots(100))).isTrue();
        assertThat(shares.fits(0, slots(6), ResourceVector.ZERO)).isTrue();
        assertThat(shares.fits(0, slots(7), ResourceVector.ZERO)).isFalse();
    }

    @Test
    void sharesByWeightWhatIsWanted() {
        FairShares shares = FairShares.of(poolOf(70), List.of(member(4, 0, 100), member(2, 0, 100), member(1, 0, 100)));

        assertThat(shares.level(0, SLOTS)).isCloseTo(40, within(1e-6));
        assertThat(shares.level(1, SLOTS)).isCloseTo(20, within(1e-6));
        assertThat(shares.level(2, SLOTS)).isCloseTo(10, within(1e-6));
    }

    @Test
    void whatOneDoesNotWantIsSharedByTheOthers() {
        FairShares shares = FairShares.of(poolOf(64), List.of(member(1, 0, 4), member(1, 0, 100), member(1, 0, 100)));

        assertThat(shares.level(0, SLOTS)).isCloseTo(4, within(1e-6));
        assertThat(shares.level(1, SLOTS)).isCloseTo(30, within(1e-6));
        assertThat(shares.level(2, SLOTS)).isCloseTo(30, within(1e-6));
    }

    @Test
    void whoIsAboveItsShareKeepsWhatItHasAndGetsNothing() {
        FairShares shares = FairShares.of(poolOf(64), List.of(member(1, 60, 100), member(1, 0, 20)));

        assertThat(shares.isEligible(0, slots(1))).isFalse();
        assertThat(shares.isEligible(1, slots(1))).isTrue();
        assertThat(shares.level(1, SLOTS)).isCloseTo(4, within(1e-6));
        // The same, said to the store.
        assertThat(shares.memberCeiling(0, slots(1)).get(SLOTS)).isLessThan(61);
        assertThat(shares.memberCeiling(1, slots(1)).get(SLOTS)).isEqualTo(4);
    }

    @Test
    void oneRequestMayReachAboveTheLevel() {
        FairShares shares = FairShares.of(poolOf(64), List.of(member(1, 20, 100), member(1, 20, 100)));

        assertThat(shares.level(0, SLOTS)).isCloseTo(32, within(1e-6));
        assertThat(shares.memberCeiling(0, slots(20)).get(SLOTS)).isBetween(51L, 52L);
        assertThat(shares.fits(0, slots(24), ResourceVector.ZERO)).isTrue();
        assertThat(shares.fits(0, slots(25), ResourceVector.ZERO)).isFalse();
    }

    @Test
    void aMinimumIsOwedWholeToWhoWaitsAndNotAtAllToWhoDoesNot() {
        FairShares waiting = FairShares.of(poolOf(64), List.of(member(1, 30, 100), member(1, 16, 2, 1)));
        FairShares idle = FairShares.of(poolOf(64), List.of(member(1, 30, 100), member(1, 16, 2, 0)));

        assertThat(waiting.poolCeiling(0, slots(1), ResourceVector.ZERO).get(SLOTS))
                .isEqualTo(64 - 14);
        assertThat(waiting.poolCeiling(1, slots(14), ResourceVector.ZERO)).isEqualTo(Limits.NONE);
        assertThat(waiting.isWithinMinimum(1, slots(14))).isTrue();
        assertThat(waiting.isWithinMinimum(1, slots(15))).isFalse();
        assertThat(idle.poolCeiling(0, slots(1), ResourceVector.ZERO)).isEqualTo(Limits.NONE);
    }

    @Test
    void anIdleMembersStockIsKeptForTheRestOfThePeriod() {
        Entitlement owner = Entitlement.EQUAL.withMinimum(ResourceVector.of(TOKENS, 400));
        List<FairShares.Member> members = List.of(
                new FairShares.Member(Entitlement.EQUAL, ResourceVector.ZERO, ResourceVector.of(TOKENS, 5000)),
                new FairShares.Member(owner, ResourceVector.ZERO, ResourceVector.ZERO));
        Limits allowance = Limits.of(Map.of(TOKENS, 1000L));
        ResourceVector need = ResourceVector.of(TOKENS, 10);

        FairShares atFirst = FairShares.of(new FairShares.Pool(allowance, ResourceVector.ZERO, 1), members);
        FairShares later = FairShares.of(new FairShares.Pool(allowance, ResourceVector.ZERO, 0.25), members);

        assertThat(atFirst.poolCeiling(0, need, ResourceVector.ZERO).get(TOKENS))
                .isEqualTo(600);
        assertThat(atFirst.level(0, TOKENS)).isCloseTo(600, within(1e-6));
        assertThat(later.poolCeiling(0, need, ResourceVector.ZERO).get(TOKENS)).isEqualTo(900);
        assertThat(later.level(0, TOKENS)).isCloseTo(900, within(1e-6));
    }

    @Test
    void borrowingOneResourceLeavesTheMinimumOfAnotherAlone() {
        Entitlement owner = Entitlement.EQUAL.withMinimum(slots(10));
        ResourceVector both = ResourceVector.of(Map.of(SLOTS, 1L, TOKENS, 100L));
        List<FairShares.Member> members = List.of(
                new FairShares.Member(
                        owner,
                        ResourceVector.of(Map.of(SLOTS, 2L, TOKENS, 900L)),
                        ResourceVector.of(Map.of(SLOTS, 3L, TOKENS, 300L))),
                new FairShares.Member(
                        Entitlement.EQUAL,
                        ResourceVector.of(SLOTS, 50),
                        ResourceVector.of(Map.of(SLOTS, 40L, TOKENS, 4000L))));
        FairShares shares = FairShares.of(
                new FairShares.Pool(Limits.of(Map.of(SLOTS, 64L, TOKENS, 10_000L)), ResourceVector.ZERO, 1), members);

        // It borrows tokens, of which it has no minimum; of slots it is within its minimum all the same.
        assertThat(shares.poolCeiling(1, both, ResourceVector.ZERO).get(SLOTS)).isEqualTo(64 - 8);
        assertThat(shares.poolCeiling(0, both, ResourceVector.ZERO).find(SLOTS)).isEmpty();
        assertThat(shares.level(0, SLOTS)).isGreaterThanOrEqualTo(5);
    }

    @Test
    void nothingIsKeptForWhoWantsWhatIsUsedUp() {
        Entitlement owner = Entitlement.EQUAL.withMinimum(slots(10));
        ResourceVector wanted = ResourceVector.of(Map.of(SLOTS, 1L, TOKENS, 100L));
        List<FairShares.Member> members =
                List.of(new FairShares.Member(owner, ResourceVector.ZERO, wanted), member(1, 60, 100));

        FairShares usedUp = FairShares.of(
                new FairShares.Pool(Limits.of(Map.of(SLOTS, 64L, TOKENS, 1000L)), ResourceVector.of(TOKENS, 950), 1),
                members);
        FairShares enough = FairShares.of(
                new FairShares.Pool(Limits.of(Map.of(SLOTS, 64L, TOKENS, 1000L)), ResourceVector.of(TOKENS, 900), 1),
                members);

        assertThat(usedUp.poolCeiling(1, slots(1), ResourceVector.ZERO)).isEqualTo(Limits.NONE);
        assertThat(enough.poolCeiling(1, slots(1), ResourceVector.ZERO).get(SLOTS))
                .isEqualTo(54);
    }

    @Test
    void roomThatIsEarmarkedIsLeftByBorrowersAlone() {
        FairShares shares = FairShares.of(poolOf(64), List.of(member(1, 60, 100), member(1, 8, 0, 4)));

        assertThat(shares.poolCeiling(0, slots(1), slots(6)).get(SLOTS)).isEqualTo(64 - 8 - 6);
        assertThat(shares.poolCeiling(1, slots(1), slots(6))).isEqualTo(Limits.NONE);
    }

    @Test
    void aTinyWeightBesideALargeOneIsEligibleForOne() {
        FairShares shares = FairShares.of(poolOf(64), List.of(member(1000, 63, 1000), member(1, 0, 5)));

        assertThat(shares.level(1, SLOTS)).isGreaterThan(0);
        assertThat(shares.isEligible(1, slots(1))).isTrue();
    }

    @Test
    void levelsAreThoseOfVerySmallSteps() {
        double step = 1e-4;
        each((random, seed) -> {
            Sample sample = Sample.of(random);
            FairShares shares = FairShares.of(sample.pool(), sample.members());
            if (!shares.isContended()) {
                return;
            }
            double[][] expected = SmallSteps.levels(sample.pool(), sample.members(), step);
            for (int m = 0; m < sample.members().size(); m++) {
                for (Resource resource : List.of(SLOTS, MEMORY)) {
                    double reach =
                            step * sample.weights() * sample.pool().allowance().get(resource);
                    assertThat(shares.level(m, resource))
                            .as("seed %d, member %d, %s of %s", seed, m, resource, sample)
                            .isCloseTo(expected[m][resource.ordinal()], within(2 * reach));
                }
            }
        });
    }

    @Test
    void levelsAreNeverAboveThePoolAndNeverBelowAMinimumThatIsWanted() {
        each((random, seed) -> {
            Sample sample = Sample.of(random);
            FairShares shares = FairShares.of(sample.pool(), sample.members());
            if (!shares.isContended()) {
                return;
            }
            for (Resource resource : List.of(SLOTS, MEMORY)) {
                double levels = 0;
                double floors = 0;
                for (int m = 0; m < sample.members().size(); m++) {
                    FairShares.Member member = sample.members().get(m);
                    long wanted = member.use().get(resource) + member.want().get(resource);
                    long floor = Math.max(
                            member.use().get(resource),
                            Math.min(wanted, member.entitlement().minimum().get(resource)));
                    levels += shares.level(m, resource);
                    floors += floor;
                    assertThat(shares.level(m, resource))
                            .as("seed %d, member %d of %s", seed, m, sample)
                            .isBetween((double) floor, wanted + 1e-9);
                }
                assertThat(levels)
                        .as("seed %d, %s", seed, sample)
                        .isLessThanOrEqualTo(Math.max(sample.pool().allowance().get(resource), floors) + 1e-6);
            }
        });
    }

    /** Of one resource, weighted max-min fairness: nobody who is held back could have more at the cost of one who has more. */
    @Test
    void nobodyIsHeldBackBelowAnotherThatRose() {
        each((random, seed) -> {
            List<FairShares.Member> members = IntStream.range(0, 2 + random.nextInt(10))
                    .mapToObj(i -> member(1 + random.nextInt(8), random.nextInt(12), random.nextInt(40)))
                    .toList();
            FairShares shares = FairShares.of(poolOf(60), members);
            if (!shares.isContended()) {
                return;
            }
            for (int low = 0; low < members.size(); low++) {
                FairShares.Member held = members.get(low);
                if (shares.level(low, SLOTS) > held.use().slots() + held.want().slots() - 1e-6) {
                    continue;
                }
                for (int high = 0; high < members.size(); high++) {
                    if (shares.level(high, SLOTS) > members.get(high).use().slots() + 1e-6) {
                        assertThat(shares.level(high, SLOTS)
                                        / members.get(high).entitlement().weight())
                                .as("seed %d, %d held back, %d rose, of %s", seed, low, high, members)
                                .isLessThanOrEqualTo(shares.level(low, SLOTS)
                                                / held.entitlement().weight()
                                        + 1e-6);
                    }
                }
            }
        });
    }

    @Test
    void moreWeightIsNeverALowerLevel() {
        each((random, seed) -> {
            List<FairShares.Member> members = IntStream.range(0, 2 + random.nextInt(10))
                    .mapToObj(i -> member(1 + random.nextInt(8), random.nextInt(8), random.nextInt(40)))
                    .toList();
            FairShares before = FairShares.of(poolOf(60), members);
            List<FairShares.Member> changed = new ArrayList<>(members);
            FairShares.Member first = members.get(0);
            changed.set(
                    0,
                    new FairShares.Member(
                            first.entitlement().withWeight(first.entitlement().weight() + 1 + random.nextInt(5)),
                            first.use(),
                            first.want()));
            FairShares after = FairShares.of(poolOf(60), changed);

            assertThat(after.level(0, SLOTS)).as("seed %d", seed).isGreaterThanOrEqualTo(before.level(0, SLOTS) - 1e-6);
            for (int m = 1; m < members.size(); m++) {
                assertThat(after.level(m, SLOTS))
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(before.level(m, SLOTS) + 1e-6);
            }
        });
    }

    @Test
    void neitherScaleNorOrderNorTheUnitOfWeightsMatters() {
        each((random, seed) -> {
            Sample sample = Sample.of(random);
            FairShares shares = FairShares.of(sample.pool(), sample.members());
            FairShares scaled = FairShares.of(
                    sample.scaled(1 << 20).pool(), sample.scaled(1 << 20).members());
            List<FairShares.Member> backwards =
                    new ArrayList<>(sample.reweighted(7).members());
            Collections.reverse(backwards);
            FairShares other = FairShares.of(sample.pool(), backwards);

            assertThat(scaled.isContended()).isEqualTo(shares.isContended()).isEqualTo(other.isContended());
            for (int m = 0; m < sample.members().size() && shares.isContended(); m++) {
                double level = shares.level(m, SLOTS);
                assertThat(scaled.level(m, SLOTS) / (1 << 20))
                        .as("seed %d", seed)
                        .isCloseTo(level, within(1e-6));
                assertThat(other.level(sample.members().size() - 1 - m, SLOTS))
                        .as("seed %d", seed)
                        .isCloseTo(level, within(1e-6));
            }
        });
    }

    @Test
    void amongThoseWhoWantMoreThanThereIsSharesAreAsTheirWeights() {
        each((random, seed) -> {
            List<FairShares.Member> members = IntStream.range(0, 2 + random.nextInt(30))
                    .mapToObj(i -> member(1 + random.nextInt(1000), 0, 1_000_000))
                    .toList();
            FairShares shares = FairShares.of(poolOf(1_000_000), members);
            double[] relative = IntStream.range(0, members.size())
                    .mapToDouble(m -> shares.level(m, SLOTS)
                            / members.get(m).entitlement().weight())
                    .toArray();

            assertThat(jain(relative)).as("seed %d", seed).isCloseTo(1, within(1e-9));
        });
    }

    /** Jain's index of fairness: 1 if all are equal, 1/n if one has all. */
    private static double jain(double[] amounts) {
        double sum = 0;
        double squares = 0;
        for (double amount : amounts) {
            sum += amount;
            squares += amount * amount;
        }
        return sum * sum / (amounts.length * squares);
    }

    @Test
    void aThousandMembersHaveTheirSharesOfEveryResource() {
        Random random = new Random(1);
        List<FairShares.Member> members = IntStream.range(0, 1000)
                .mapToObj(i -> new FairShares.Member(
                        Entitlement.EQUAL.withWeight(1 + random.nextInt(100)),
                        ResourceVector.map(resource -> random.nextInt(10)),
                        ResourceVector.map(resource -> random.nextInt(50))))
                .toList();
        Limits allowance = Limits.NONE;
        for (Resource resource : Resource.values()) {
            allowance = allowance.with(resource, 10_000);
        }

        FairShares shares = FairShares.of(new FairShares.Pool(allowance, ResourceVector.ZERO, 0.5), members);

        for (Resource resource : Resource.values()) {
            double sum = IntStream.range(0, 1000)
                    .mapToDouble(m -> shares.level(m, resource))
                    .sum();
            assertThat(sum).as("%s", resource).isBetween(5000.0, 10_000.001);
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> Entitlement.EQUAL.withWeight(0))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("weight is 0; give 1 to 1000000");
        assertThatThrownBy(() ->
                        Entitlement.EQUAL.withMost(Limits.of(Map.of(SLOTS, 3L))).withMinimum(slots(4)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("minimum of SLOTS is 4, above the most, 3; lower the first or raise the second");
        assertThatThrownBy(() -> new FairShares.Pool(Limits.NONE, ResourceVector.ZERO, 1.5))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("rest of the period is 1.5; give 0 to 1");
    }

    private interface Property {
        void holds(Random random, long seed);
    }

    private static void each(Property property) {
        for (long seed = 0; seed < CASES; seed++) {
            property.holds(new Random(seed), seed);
        }
    }

    /** A pool of slots and memory, and members of every kind. */
    private record Sample(FairShares.Pool pool, List<FairShares.Member> members) {

        static Sample of(Random random) {
            ResourceVector allowance = vector(20 + random.nextInt(60), 20 + random.nextInt(200));
            List<FairShares.Member> members = IntStream.range(0, 1 + random.nextInt(7))
                    .mapToObj(i -> member(random))
                    .toList();
            return new Sample(poolOf(allowance), members);
        }

        private static FairShares.Member member(Random random) {
            boolean isIdle = random.nextInt(5) == 0;
            ResourceVector minimum =
                    random.nextInt(3) == 0 ? vector(random.nextInt(10), random.nextInt(20)) : ResourceVector.ZERO;
            ResourceVector want = vector(random.nextInt(40), random.nextBoolean() ? 0 : random.nextInt(100));
            return new FairShares.Member(
                    Entitlement.EQUAL.withWeight(1 + random.nextInt(5)).withMinimum(minimum),
                    vector(random.nextInt(10), random.nextInt(20)),
                    isIdle ? ResourceVector.ZERO : want);
        }

        private static ResourceVector vector(long slots, long memory) {
            return ResourceVector.of(Map.of(SLOTS, slots, MEMORY, memory));
        }

        private static FairShares.Pool poolOf(ResourceVector allowance) {
            return new FairShares.Pool(
                    Limits.of(Map.of(SLOTS, allowance.slots(), MEMORY, allowance.memory())), ResourceVector.ZERO, 1);
        }

        long weights() {
            return members.stream()
                    .mapToLong(member -> member.entitlement().weight())
                    .sum();
        }

        Sample scaled(long factor) {
            return new Sample(
                    poolOf(vector(
                            pool.allowance().get(SLOTS) * factor,
                            pool.allowance().get(MEMORY) * factor)),
                    members.stream()
                            .map(member -> new FairShares.Member(
                                    member.entitlement()
                                            .withMinimum(
                                                    times(member.entitlement().minimum(), factor)),
                                    times(member.use(), factor),
                                    times(member.want(), factor)))
                            .toList());
        }

        private static ResourceVector times(ResourceVector amounts, long factor) {
            return ResourceVector.map(resource -> amounts.get(resource) * factor);
        }

        Sample reweighted(long factor) {
            return new Sample(
                    pool,
                    members.stream()
                            .map(member -> new FairShares.Member(
                                    member.entitlement()
                                            .withWeight(member.entitlement().weight() * factor),
                                    member.use(),
                                    member.want()))
                            .toList());
        }
    }
}
