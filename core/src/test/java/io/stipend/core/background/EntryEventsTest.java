package io.stipend.core.background;

import static io.stipend.core.background.Entries.HELD;
import static io.stipend.core.background.Entries.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.internal.EntryEvents;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.MemberStarvation;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.events.EventType;
import io.stipend.events.ResourceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EntryEventsTest {

    private static final List<String> PATH = List.of("user:ann", "pool:night");

    private final EntryEvents entryEvents = new EntryEvents(ManagerConfig.DEFAULT, false);
    private final EntryEvents withUsage = new EntryEvents(ManagerConfig.DEFAULT, true);

    private static List<ResourceEvent> emitted(EntryEvents function, JournalEntry entry) {
        List<ResourceEvent> events = new ArrayList<>();
        function.emit(entry, events::add);
        return events;
    }

    private List<ResourceEvent> emitted(JournalEntry entry) {
        return emitted(entryEvents, entry);
    }

    private List<EventType> types(JournalEntry entry) {
        return emitted(entry).stream().map(ResourceEvent::type).toList();
    }

    @Test
    void openedBecomesReserved() {
        assertThat(emitted(Entries.opened("r1")))
                .containsExactly(new ResourceEvent.Reserved(
                        TENANT,
                        "r1",
                        1,
                        1000,
                        "ann",
                        "swarm",
                        null,
                        "step",
                        PATH,
                        100,
                        2000L,
                        6000,
                        Map.of("colour", "red")));
    }

    @Test
    void withoutReservedTimeThereIsNoTimeLimit() {
        assertThat(emitted(Entries.opened("r1", ResourceVector.of(100, 100, 0, 0, 0, 1))))
                .singleElement()
                .isInstanceOfSatisfying(
                        ResourceEvent.Reserved.class,
                        reserved -> assertThat(reserved.timeLimitMillis()).isNull());
    }

    @Test
    void aReportBelowEveryLevelBecomesNothing() {
        assertThat(emitted(Entries.tracked("r1", 2, 0, 79))).isEmpty();
    }

    @Test
    void withUsageOnEveryReportIsPublishedBeforeTheLevelsItEnters() {
        assertThat(emitted(withUsage, Entries.tracked("r1", 2, 0, 79)))
                .containsExactly(new ResourceEvent.Usage(TENANT, "r1", 2, 1002, "step", 10, 0.79));
        assertThat(emitted(withUsage, Entries.tracked("r1", 2, 0, 95)))
                .extracting(ResourceEvent::type)
                .containsExactly(EventType.USAGE, EventType.WARNING, EventType.CRITICAL);
    }

    @Test
    void enteringTheWarningLevelIsAnnounced() {
        assertThat(emitted(Entries.tracked("r1", 2, 0.79, 80)))
                .containsExactly(new ResourceEvent.Warning(TENANT, "r1", 2, 1002, "step", 0.8));
    }

    @Test
    void enteringTheCriticalLevelSaysWhichResourceIsScarce() {
        assertThat(emitted(Entries.tracked("r1", 3, 0.8, 95)))
                .containsExactly(new ResourceEvent.Critical(TENANT, "r1", 3, 1003, "step", 0.95, "TOKENS", 95, 100));
    }

    @Test
    void ofTwoScarceResourcesTheFirstIsNamed() {
        JournalEntry entry = Entries.tracked("r1", 2, 0, ResourceVector.of(100, 100, 9, 0, 0, 0), HELD);

        assertThat(emitted(entry).get(1))
                .isInstanceOfSatisfying(
                        ResourceEvent.Critical.class,
                        critical -> assertThat(critical.resource()).isEqualTo("CREDITS"));
    }

    @Test
    void aJumpOverBothLevelsAnnouncesBoth() {
        assertThat(types(Entries.tracked("r1", 2, 0, 300))).containsExactly(EventType.WARNING, EventType.CRITICAL);
    }

    @ParameterizedTest
    @CsvSource({"0.80, 94", "0.95, 96", "0.95, 40", "0.80, 40", "1.5, 200"})
    void aLevelIsAnnouncedOnceOnly(double peakBefore, long tokens) {
        assertThat(emitted(Entries.tracked("r1", 5, peakBefore, tokens))).isEmpty();
    }

    @Test
    void afterAnExtensionOnlyAHigherLevelIsAnnounced() {
        ResourceVector larger = ResourceVector.of(100, 1000, 0, 2000, 0, 1);

        assertThat(emitted(Entries.tracked("r1", 5, 0.85, ResourceVector.of(0, 850, 0, 0, 0, 0), larger)))
                .isEmpty();
        assertThat(types(Entries.tracked("r1", 6, 0.85, ResourceVector.of(0, 950, 0, 0, 0, 0), larger)))
                .containsExactly(EventType.CRITICAL);
    }

    @Test
    void equalThresholdsAnnounceBothAtOnce() {
        EntryEvents function =
                new EntryEvents(ManagerConfig.DEFAULT.withThresholds(new ManagerConfig.Thresholds(0.9, 0.9)), false);

        assertThat(emitted(function, Entries.tracked("r1", 2, 0.89, 90)))
                .extracting(ResourceEvent::type)
                .containsExactly(EventType.WARNING, EventType.CRITICAL);
    }

    @Test
    void extendedSaysWhatWasAdded() {
        ResourceEvent more = new ResourceEvent.Extended(TENANT, "r1", 4, 1004, PATH, 50, 0, 150, 8000);

        assertThat(emitted(Entries.extended("r1", 4))).containsExactly(more);
        assertThat(((ResourceEvent.Extended) more).reservedDeltaUnits()).isEqualTo(50);
    }

    @Test
    void extendedSaysWhatWasGivenBack() {
        ResourceEvent less = new ResourceEvent.Extended(TENANT, "r1", 4, 1004, PATH, 0, 20, 80, 8000);

        assertThat(emitted(Entries.returned("r1", 4))).containsExactly(less);
        assertThat(((ResourceEvent.Extended) less).reservedDeltaUnits()).isEqualTo(-20);
    }

    @Test
    void splitSaysWhatMovedBetweenParentAndChild() {
        ResourceEvent given = new ResourceEvent.Split(TENANT, "r1", 4, 1004, PATH, "r1a", 30, 0, 70);
        ResourceEvent back = new ResourceEvent.Split(TENANT, "r1", 4, 1004, PATH, "r1a", 0, 10, 80);

        assertThat(emitted(Entries.split("r1", 4, 30, 0, 70))).containsExactly(given);
        assertThat(emitted(Entries.split("r1", 4, 0, 10, 80))).containsExactly(back);
        assertThat(((ResourceEvent.Split) given).reservedDeltaUnits()).isEqualTo(-30);
        assertThat(((ResourceEvent.Split) back).reservedDeltaUnits()).isEqualTo(10);
    }

    @Test
    void aChildSaysWhatItWasSplitFrom() {
        JournalEntry.Opened own = Entries.opened("r1a");
        ReservationHeader header = own.header();
        JournalEntry.Opened child = new JournalEntry.Opened(
                new ReservationHeader(header.id(), header.path(), header.swarmId(), header.openedAtMillis(), "r1"),
                own.request(),
                own.expiresAtMillis());

        assertThat(emitted(child))
                .singleElement()
                .satisfies(event ->
                        assertThat(((ResourceEvent.Reserved) event).parentId()).isEqualTo("r1"));
    }

    @Test
    void aCalibrationIsThatOfItsModelAtItsRisk() {
        ForecastFigures.Statement statement = new ForecastFigures.Statement(0.05, 40, 3);
        ForecastFigures figures = new ForecastFigures(
                "opus", 90, 1_000, 1_200.6, 38, 1, List.of(new ForecastFigures.Statement(0.01, 50, 0), statement));

        assertThat(emitted(new JournalEntry.Calibrated(7_200, 7_200_001, figures, statement)))
                .containsExactly(new ResourceEvent.ForecastCalibration(
                        "default", 7_200, 7_200_001, "opus", 0.05, 0.075, 40, 3, 90, 1_000, 1_201, 38, 1));
    }

    @Test
    void settledBecomesCompleted() {
        ResourceVector used = ResourceVector.of(80, 40, 0, 0, 0, 0);

        assertThat(emitted(Entries.closed("r1", CloseKind.SETTLED, used, 0.85, false, 0)))
                .containsExactly(new ResourceEvent.Completed(
                        TENANT, "r1", 9, 1500, "ann", PATH, 500, 80, 1.0, 1, false, -100, 80));
    }

    @Test
    void aLateSettleMovesOnlyWhatExpiryHadNotBooked() {
        ResourceVector used = ResourceVector.of(80, 0, 0, 0, 0, 0);

        assertThat(emitted(Entries.closed("r1", CloseKind.SETTLED, used, 0, true, 30)))
                .singleElement()
                .isInstanceOfSatisfying(ResourceEvent.Completed.class, completed -> {
                    assertThat(completed.late()).isTrue();
                    assertThat(completed.costUnits()).isEqualTo(80);
                    assertThat(completed.spentDeltaUnits()).isEqualTo(50);
                    assertThat(completed.reservedDeltaUnits())
                            .as("returned at expiry")
                            .isZero();
                });
    }

    @Test
    void warningsOfACompletedStepAreTheLevelsItsReportsEntered() {
        ResourceVector overrun = ResourceVector.of(500, 0, 0, 0, 0, 0);

        assertThat(List.of(0.0, 0.8, 0.95, 3.0))
                .extracting(peak -> ((ResourceEvent.Completed)
                                emitted(Entries.closed("r1", CloseKind.SETTLED, overrun, peak, false, 0))
                                        .get(0))
                        .warnings())
                .containsExactly(0, 1, 2, 2);
    }

    @Test
    void releasedAndExpiredReturnTheHoldAndBookWhatWasTracked() {
        ResourceVector used = ResourceVector.of(30, 0, 0, 0, 0, 0);

        ResourceEvent.Released released = new ResourceEvent.Released(TENANT, "r1", 9, 1500, "ann", PATH, 500, 30, -100);
        ResourceEvent.Expired expired = new ResourceEvent.Expired(TENANT, "r1", 9, 1500, "ann", PATH, 500, 30, -100);

        assertThat(emitted(Entries.closed("r1", CloseKind.RELEASED, used, 0, false, 0)))
                .containsExactly(released);
        assertThat(emitted(Entries.closed("r1", CloseKind.EXPIRED, used, 0, false, 0)))
                .containsExactly(expired);
        assertThat(released.spentDeltaUnits()).isEqualTo(30);
        assertThat(expired.spentDeltaUnits()).isEqualTo(30);
    }

    @Test
    void aChargeSaysWhatWasUsedAndWhatWasBookedOfIt() {
        ResourceEvent.Charged charged = new ResourceEvent.Charged(
                TENANT, "r1", 1, 1000, "ann", "swarm", PATH, 50, 30, Map.of("tool", "search"));

        assertThat(emitted(Entries.charged("r1", 50, 30))).containsExactly(charged);
        assertThat(charged.spentDeltaUnits()).isEqualTo(30);
        assertThat(charged.reservedDeltaUnits()).isZero();
    }

    @Test
    void aChangedAccountSaysItsLimitIfItHasOne() {
        assertThat(emitted(Entries.changed(3, 500, 100)))
                .containsExactly(new ResourceEvent.AccountChanged(
                        TENANT, "user:ann", 3, 1000, "LIMIT", "CREDITS", 500L, 100, 0, "why"));
        assertThat(emitted(Entries.unlimited(4)))
                .containsExactly(new ResourceEvent.AccountChanged(
                        TENANT, "user:ann", 4, 1000, "LIMIT", "CREDITS", null, -7, 0, "why"));
    }

    @Test
    void aMemberThatStarvesIsAUserOrASwarm() {
        MemberStarvation user = new MemberStarvation(true, AccountId.Kind.USER, "ann", Resource.SLOTS, 1, 2, 3, 500);
        MemberStarvation swarm = new MemberStarvation(false, AccountId.Kind.SWARM, "s", Resource.TOKENS, 4, 4, 0, 600);

        assertThat(emitted(announced(5, user)))
                .containsExactly(new ResourceEvent.PoolStarved(
                        TENANT, "pool:gpus", 5, 1000, true, "ann", null, "SLOTS", 1, 2, 3, 500));
        assertThat(emitted(announced(6, swarm)))
                .containsExactly(new ResourceEvent.PoolStarved(
                        TENANT, "pool:gpus", 6, 1000, false, null, "s", "TOKENS", 4, 4, 0, 600));
    }

    private static JournalEntry announced(long sequence, MemberStarvation starvation) {
        return new JournalEntry.AccountChanged(
                new AccountId(TENANT, AccountId.Kind.POOL, "gpus"),
                sequence,
                1000,
                JournalEntry.AccountChange.ANNOUNCEMENT,
                Resource.CREDITS,
                Limits.UNLIMITED,
                0,
                0,
                starvation.text());
    }

    @Test
    void theSameEntryAlwaysGivesTheSameIds() {
        JournalEntry jump = Entries.tracked("a/b%c", 2, 0, 100);

        assertThat(emitted(jump))
                .extracting(ResourceEvent::id)
                .containsExactly(
                        "acme/reservation/a%2Fb%25c/2/resource.warning",
                        "acme/reservation/a%2Fb%25c/2/resource.critical");
        assertThat(emitted(jump)).isEqualTo(emitted(Entries.tracked("a/b%c", 2, 0, 100)));
    }
}
