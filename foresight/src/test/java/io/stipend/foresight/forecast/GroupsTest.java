package io.stipend.foresight.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.BudgetForecaster.Basis;
import io.stipend.core.spi.BudgetForecaster.Features;
import org.junit.jupiter.api.Test;

final class GroupsTest {

    @Test
    void thoseThatWereNotLearnedFromForLongestAreForgotten() {
        Groups groups = new Groups(2);
        groups.touch(key("a"));
        groups.touch(key("b"));
        groups.touch(key("a"));
        groups.touch(key("c"));
        assertThat(groups.find(key("a"))).isNotNull();
        assertThat(groups.find(key("b"))).isNull();
        assertThat(groups.find(key("c"))).isNotNull();
        assertThat(groups.size()).isEqualTo(3);
        assertThat(groups.oldestFirst())
                .extracting(group -> group.key)
                .containsExactly(key("a"), key("c"), GroupKey.ALL);
    }

    @Test
    void manyKeysTakeNoMoreRoomThanTheLimit() {
        Groups groups = new Groups(100);
        groups.touch(GroupKey.ALL).histogram.add(1);
        for (int i = 0; i < 50_000; i++) {
            groups.touch(key("key " + i));
        }
        assertThat(groups.size()).isEqualTo(101);
        assertThat(groups.touch(GroupKey.ALL).histogram.count()).isEqualTo(1);
    }

    @Test
    void eachGroupIsWithinTheOneBefore() {
        assertThat(GroupKey.of(new Features("t", "opus", "k", 1_000, -1, -1)))
                .extracting(GroupKey::level)
                .containsExactly(Basis.ALL, Basis.MODEL, Basis.INPUT, Basis.INPUT, Basis.KEY, Basis.KEY_AND_INPUT);
        assertThat(GroupKey.of(new Features("t", "opus", "k", 1_000, 300, -1)))
                .extracting(GroupKey::level)
                .containsExactly(
                        Basis.ALL,
                        Basis.MODEL,
                        Basis.INPUT,
                        Basis.INPUT,
                        Basis.TURN,
                        Basis.TURN,
                        Basis.KEY,
                        Basis.KEY_AND_INPUT);
        assertThat(GroupKey.of(new Features("t", null, null, -1, 300, -1)))
                .extracting(GroupKey::level)
                .containsExactly(Basis.ALL, Basis.TURN);
        assertThat(GroupKey.of(Features.ofInput(1_000)))
                .extracting(GroupKey::level)
                .containsExactly(Basis.ALL, Basis.INPUT, Basis.INPUT);
        assertThat(GroupKey.of(Features.ofInput(Features.UNKNOWN)))
                .singleElement()
                .satisfies(key -> assertThat(key.level()).isEqualTo(Basis.ALL))
                .as("what such steps use may have their input in it")
                .isNotEqualTo(GroupKey.ALL);
    }

    @Test
    void octavesAndHalfOctavesAreToldApart() {
        // 1,023 + 1 begins the octave from 1,024 to 2,047; its upper half begins at 1,448.15.
        assertThat(GroupKey.of(Features.ofInput(1_023))).containsExactly(GroupKey.of(Features.ofInput(1_447)));
        GroupKey[] lower = GroupKey.of(Features.ofInput(1_447));
        GroupKey[] upper = GroupKey.of(Features.ofInput(1_448));
        assertThat(upper[1]).isEqualTo(lower[1]);
        assertThat(upper[2]).isNotEqualTo(lower[2]);
        assertThat(GroupKey.of(Features.ofInput(2_047))[1]).isNotEqualTo(upper[1]);
        assertThat(GroupKey.of(Features.ofInput((1L << 53) - 1))).doesNotHaveDuplicates();
    }

    @Test
    void turnsAreToldApartByWhatCameBeforeThemAndByTheirInput() {
        GroupKey[] turn = turn(1_000, 300);
        assertThat(turn).containsExactly(turn(1_000, 500)).doesNotHaveDuplicates();
        assertThat(turn[3]).isNotEqualTo(turn(1_000, 600)[3]);
        assertThat(turn[3]).as("whatever the input").isEqualTo(turn(10_000, 300)[3]);
        assertThat(turn[4]).isNotEqualTo(turn(10_000, 300)[4]);
        assertThat(turn[3]).as("input that nobody knows").isNotEqualTo(turn(-1, 300)[1]);
        assertThat(turn((1L << 53) - 1, (1L << 53) - 1)).doesNotHaveDuplicates();
        assertThat(turn(0, 0)).hasSize(5);
    }

    private static GroupKey[] turn(long input, long previousOutput) {
        return GroupKey.of(new Features("t", null, null, input, previousOutput, -1));
    }

    @Test
    void keysOfTwoTenantsAreTwoGroupsAndTheirSizesAreOne() {
        GroupKey[] here = GroupKey.of(new Features("here", null, "k", 9, -1, -1));
        GroupKey[] there = GroupKey.of(new Features("there", null, "k", 9, -1, -1));
        assertThat(here[1]).isEqualTo(there[1]);
        assertThat(here[3]).isNotEqualTo(there[3]);
    }

    private static GroupKey key(String name) {
        return new GroupKey(Basis.KEY, "t", "", name, -1);
    }
}
