package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.Refusal;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import io.stipend.testkit.internal.fixture.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What may be forgotten before the retention is over: closed reservations that charged nothing. The books are audited after each test. */
public abstract class ForgetContract extends StoreContractPart {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private boolean reusesAnId;

    @Override
    public boolean leavesBooksBalanced() {
        // The journal has two reservations of one id then.
        return !reusesAnId;
    }

    @Test
    @DisplayName(
            "(4) closed reservations that charged nothing are forgotten with their steps and operations, others are not")
    void forgetsWhatChargedNothing() {
        fixture()
                .reserve("free")
                .on(user(), StoreFixture.limit(100))
                .credits(10)
                .step("s")
                .opened();
        fixture().tracked(id("free"), "t", StoreFixture.credits(0));
        fixture().extend(id("free"), "e", 5);
        fixture().settled(id("free"), 0);
        fixture().open("expired", user(), 10);
        fixture().outlive(id("expired"));
        fixture().expireAll();
        fixture().open("charged", user(), 10);
        fixture().settled(id("charged"), 5);
        fixture().charge("bill").on(user(), StoreFixture.limit(100)).credits(7).booked();
        fixture().open("open", user(), 10);
        fixture().advance(MINUTE.multipliedBy(2));

        assertThat(forget("free", "expired", "charged", "bill", "open", "unknown"))
                .isEqualTo(2);

        assertThat(fixture().store().find(id("free"))).isEmpty();
        assertThat(fixture().store().find(fixture().step("s"))).isEmpty();
        assertThat(fixture().store().find(id("expired"))).isEmpty();
        assertThat(fixture().settle(id("free"), 0)).isEqualTo(new Refusal.NotFound());
        assertThat(fixture().track(id("free"), "t", StoreFixture.credits(0))).isEqualTo(new Refusal.NotFound());
        assertThat(fixture().find(id("charged")).isOpen()).isFalse();
        assertThat(fixture().find(id("bill")).isOpen()).isFalse();
        assertThat(fixture().find(id("open")).isOpen()).isTrue();
        assertThat(fixture().spent(user())).isEqualTo(12);
        assertThat(fixture().reserved(user())).isEqualTo(10);
    }

    @Test
    @DisplayName("(4) one that was closed a moment ago is not forgotten")
    void keepsWhatWasClosedAMomentAgo() {
        released("r");
        fixture().advance(MINUTE.multipliedBy(2));
        released("young");

        assertThat(forget("r", "young")).isEqualTo(1);
        assertThat(fixture().store().find(id("r"))).isEmpty();
        assertThat(fixture().find(id("young")).isOpen()).isFalse();
    }

    @Test
    @DisplayName("(4) what is forgotten already, or named twice, is not forgotten again")
    void forgetsOnce() {
        released("r");
        fixture().advance(MINUTE.multipliedBy(2));

        assertThat(forget("r", "r")).isEqualTo(1);
        assertThat(forget("r")).isZero();
        assertThat(fixture().upkeep().forget(List.of(), MINUTE)).isZero();
        assertThat(fixture().upkeep().forget(List.of(new ReservationId(fixture().tenant() + "-unknown", "r")), MINUTE))
                .isZero();
    }

    @Test
    @DisplayName("(4) the id of one that is forgotten is free, whatever was asked with it")
    void freesTheId() {
        reusesAnId = true;
        released("r");
        fixture().advance(MINUTE.multipliedBy(2));
        forget("r");

        assertThat(fixture().open("r", user(), 30).sequence()).isOne();
        assertThat(fixture().tracked(id("r"), "t", StoreFixture.credits(3)).sequence())
                .isEqualTo(2);
        assertThat(forget("r")).isZero();
        assertThat(fixture().reserved(user())).isEqualTo(30);
    }

    @Test
    @DisplayName("(4) a parent may be forgotten before its child, and a child before its parent")
    void forgetsInTrees() {
        fixture().open("p", user(), 60);
        fixture().splitOff("p", "gone", 20);
        fixture().splitOff("p", "c", 20);
        fixture().release(id("gone"));
        fixture().advance(MINUTE.multipliedBy(2));

        assertThat(forget("p", "gone", "c")).isEqualTo(1);
        assertThat(fixture().store().children(id("p")))
                .extracting(child -> child.header().id())
                .containsExactly(id("c"));
        assertThat(fixture().find(id("p")).held().credits()).isEqualTo(40);

        fixture().release(id("p"));
        fixture().advance(MINUTE.multipliedBy(2));
        assertThat(forget("p", "c")).isEqualTo(1);
        assertThat(fixture().store().find(id("p"))).isEmpty();
        fixture().settled(id("c"), 15);

        assertThat(fixture().spent(user())).isEqualTo(15);
        assertThat(fixture().reserved(user())).isZero();
    }

    @Test
    @DisplayName("(4) many are forgotten in one call, with many operations")
    void forgetsMany() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            names.add("r" + i);
            fixture().open("r" + i, user(), 0);
        }
        for (int i = 0; i < 150; i++) {
            fixture().tracked(id("r7"), "t" + i, StoreFixture.credits(0));
        }
        names.forEach(name -> fixture().release(id(name)));
        fixture().advance(MINUTE.multipliedBy(2));

        assertThat(forget(names.toArray(String[]::new))).isEqualTo(250);
        names.forEach(name -> assertThat(fixture().store().find(id(name))).isEmpty());
    }

    private int forget(String... names) {
        return fixture().upkeep().forget(Arrays.stream(names).map(this::id).toList(), MINUTE);
    }

    private void released(String name) {
        fixture().open(name, user(), 10);
        fixture().release(id(name));
    }

    private AccountId user() {
        return fixture().user("u");
    }

    private ReservationId id(String name) {
        return fixture().id(name);
    }
}
