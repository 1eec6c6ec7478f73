package io.stipend.testkit.internal.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.testkit.internal.fixture.StoreContractPart;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When periods of each kind end, and that a store tells all of them apart. */
public abstract class PeriodCalendarContract extends StoreContractPart {

    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");

    @Test
    @DisplayName("(5) hours, days and months end where the zone's calendar says")
    void periodsEndWithTheCalendar() {
        advanceTo(nextDay().plusHours(9).plusMinutes(20));

        open("hour", LimitPeriod.hourly(KOLKATA));
        open("day", LimitPeriod.daily(KOLKATA));
        open("month", LimitPeriod.monthly(KOLKATA));

        ZonedDateTime now = now().atZone(KOLKATA);
        assertThat(periodEnd("hour")).isEqualTo(instant(now.toLocalDate(), now.getHour() + 1, KOLKATA));
        assertThat(periodEnd("day")).isEqualTo(instant(now.toLocalDate().plusDays(1), 0, KOLKATA));
        LocalDate firstOfNext = YearMonth.from(now).plusMonths(1).atDay(1);
        assertThat(periodEnd("month")).isEqualTo(instant(firstOfNext, 0, KOLKATA));
    }

    @Test
    @DisplayName("(5) weeks, periods of some days and months from a day end where the zone's calendar says")
    void periodsFromADay() {
        advanceTo(nextDay().plusHours(9).plusMinutes(20));
        LocalDate today = now().atZone(KOLKATA).toLocalDate();

        open("week", LimitPeriod.weekly(KOLKATA));
        open("from today", LimitPeriod.weekly(today.getDayOfWeek(), KOLKATA));
        open("10 days", LimitPeriod.everyDays(10, today.plusDays(993), KOLKATA));
        open("366 days", LimitPeriod.everyDays(366, today, KOLKATA));
        open("15th", LimitPeriod.monthly(15, KOLKATA));
        open("31st", LimitPeriod.monthly(31, KOLKATA));

        LocalDate monday = today.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
        assertThat(periodEnd("week")).isEqualTo(instant(monday, 0, KOLKATA));
        assertThat(periodEnd("from today")).isEqualTo(instant(today.plusDays(7), 0, KOLKATA));
        assertThat(periodEnd("10 days")).isEqualTo(instant(today.plusDays(3), 0, KOLKATA));
        assertThat(periodEnd("366 days")).isEqualTo(instant(today.plusDays(366), 0, KOLKATA));
        YearMonth month = YearMonth.from(today.getDayOfMonth() < 15 ? today : today.plusMonths(1));
        assertThat(periodEnd("15th")).isEqualTo(instant(month.atDay(15), 0, KOLKATA));
        LocalDate last = YearMonth.from(today.plusDays(1)).atEndOfMonth();
        assertThat(periodEnd("31st")).isEqualTo(instant(last, 0, KOLKATA));
    }

    @Test
    @DisplayName(
            "(5) a week in which a zone's clocks change ends by the calendar, and the next one has the limit whole")
    void weeksOfClockChanges() {
        for (int change = 0; change < 2; change++) {
            ZoneOffsetTransition transition = BERLIN.getRules().nextTransition(now());
            LocalDate monday = transition
                    .getDateTimeBefore()
                    .toLocalDate()
                    .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            fixture().advanceTo(instant(monday, 0, BERLIN).toEpochMilli());
            String user = "u" + change;
            Instant end = instant(monday, 0, BERLIN).plus(Duration.ofHours(7 * 24 + (transition.isGap() ? -1 : 1)));
            spendAll(user, LimitPeriod.weekly(BERLIN));

            assertThat(periodEnd(user)).isEqualTo(end);
            fixture().advanceTo(end.toEpochMilli() - (fixture().harness().isExact() ? 1 : 60_000));
            assertThat(fixture().available(fixture().user(user))).isZero();
            fixture().advanceTo(end.toEpochMilli());
            assertThat(fixture().available(fixture().user(user))).isEqualTo(100);
        }
    }

    @Test
    @DisplayName("(5) a limit from the 29th starts anew on the last day of February, a leap day or not")
    void monthsFromADayOverFebruary() {
        for (int year = 0; year < 4; year++) {
            YearMonth february =
                    YearMonth.from(now().atZone(BERLIN)).plusMonths(11).withMonth(2);
            fixture().advanceTo(instant(february.atDay(10), 0, BERLIN).toEpochMilli());
            String user = "u" + year;
            spendAll(user, LimitPeriod.monthly(29, BERLIN));
            Instant end = instant(february.atEndOfMonth(), 0, BERLIN);

            assertThat(periodEnd(user)).as(february.toString()).isEqualTo(end);
            fixture().advanceTo(end.toEpochMilli());
            assertThat(fixture().available(fixture().user(user))).isEqualTo(100);
            assertThat(periodEnd(user)).isEqualTo(instant(february.plusMonths(1).atDay(29), 0, BERLIN));
        }
    }

    @Test
    @DisplayName(
            "(5) a week that begins on another day, another number of days, or another day of the month is another period")
    void anotherStartIsAnotherPeriod() {
        advanceTo(nextDay().plusHours(9));
        LocalDate today = now().atZone(KOLKATA).toLocalDate();
        AccountId user = fixture().user("u");
        long before = LimitPeriod.NO_END;
        int n = 0;
        for (LimitPeriod period : List.of(
                LimitPeriod.weekly(today.plusDays(2).getDayOfWeek(), KOLKATA),
                LimitPeriod.weekly(today.plusDays(3).getDayOfWeek(), KOLKATA),
                LimitPeriod.everyDays(8, today, KOLKATA),
                LimitPeriod.everyDays(9, today, KOLKATA),
                LimitPeriod.everyDays(9, today.plusDays(1), KOLKATA),
                LimitPeriod.monthly(today.plusDays(2).getDayOfMonth(), KOLKATA),
                LimitPeriod.monthly(today.plusDays(4).getDayOfMonth(), KOLKATA),
                LimitPeriod.monthly(today.plusDays(4).getDayOfMonth(), BERLIN))) {
            fixture().reserve("r" + n++).on(user, terms(period)).credits(1).opened();

            long end = period.endMillis(fixture().harness().nowMillis());
            assertThat(fixture().show(user).periodEndsAtMillis())
                    .as(period.toString())
                    .isEqualTo(end)
                    .isNotEqualTo(before);
            before = end;
        }
    }

    @Test
    @DisplayName("(5) the days on which a zone's clocks change have 23 and 25 hours")
    void daysOfClockChanges() {
        for (int change = 0; change < 2; change++) {
            ZoneOffsetTransition transition = BERLIN.getRules().nextTransition(now());
            LocalDate day = transition.getDateTimeBefore().toLocalDate();
            fixture().advanceTo(day.atStartOfDay(BERLIN).toInstant().toEpochMilli());
            String user = "u" + change;
            open(user, LimitPeriod.daily(BERLIN));

            long hours = transition.isGap() ? 23 : 25;
            Instant end = day.atStartOfDay(BERLIN).toInstant().plus(Duration.ofHours(hours));
            assertThat(periodEnd(user)).isEqualTo(end);

            spendAll(user, LimitPeriod.daily(BERLIN));
            fixture().advanceTo(end.toEpochMilli() - (fixture().harness().isExact() ? 1 : 60_000));
            assertThat(fixture().available(fixture().user(user))).isZero();
            fixture().advanceTo(end.toEpochMilli());
            assertThat(fixture().available(fixture().user(user))).isEqualTo(100);
        }
    }

    private void open(String user, LimitPeriod period) {
        fixture()
                .reserve("open " + user)
                .on(fixture().user(user), terms(period))
                .opened();
    }

    private void spendAll(String user, LimitPeriod period) {
        String id = "all of " + user;
        fixture()
                .reserve(id)
                .on(fixture().user(user), terms(period))
                .credits(100)
                .opened();
        fixture().settled(fixture().id(id), 100);
    }

    private static AccountTerms terms(LimitPeriod period) {
        return new AccountTerms(Limits.of(Map.of(Resource.CREDITS, 100L)), ResourceVector.ZERO, period);
    }

    private Instant periodEnd(String user) {
        return Instant.ofEpochMilli(fixture().show(fixture().user(user)).periodEndsAtMillis());
    }

    private Instant now() {
        return Instant.ofEpochMilli(fixture().harness().nowMillis());
    }

    private ZonedDateTime nextDay() {
        return now().atZone(UTC).toLocalDate().plusDays(1).atStartOfDay(UTC);
    }

    private void advanceTo(ZonedDateTime moment) {
        fixture().advanceTo(moment.toInstant().toEpochMilli());
    }

    private static Instant instant(LocalDate day, int hour, ZoneId zone) {
        return ZonedDateTime.of(day, LocalTime.of(hour, 0), zone).toInstant();
    }
}
