package io.stipend.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitPeriodTest {

    private static final ZoneId UTC = ZoneOffset.UTC;
    private static final long MILLIS_PER_HOUR = 3_600_000;
    private static final long MILLIS_PER_DAY = 24 * MILLIS_PER_HOUR;

    /** Zones in which days begin twice, or not at all, or at odd times; and plain ones. */
    private static final List<ZoneId> ZONES = Stream.of(
                    "UTC",
                    "Europe/Berlin",
                    "America/New_York",
                    "America/St_Johns",
                    "America/Sao_Paulo",
                    "America/Havana",
                    "Africa/Casablanca",
                    "Asia/Kolkata",
                    "Asia/Beirut",
                    "Australia/Lord_Howe",
                    "Pacific/Apia",
                    "Pacific/Kiritimati",
                    "Pacific/Kwajalein",
                    "America/Juneau")
            .map(ZoneId::of)
            .toList();

    @ParameterizedTest
    @CsvSource({
        // Plain cases; a period's last millisecond belongs to it, its end to the next.
        "hour,  UTC, 2026-03-10T10:00:00Z,     2026-03-10T11:00:00Z",
        "hour,  UTC, 2026-03-10T10:59:59.999Z, 2026-03-10T11:00:00Z",
        "day,   UTC, 2026-03-10T00:00:00Z,     2026-03-11T00:00:00Z",
        "day,   UTC, 2026-03-10T23:59:59.999Z, 2026-03-11T00:00:00Z",
        "month, UTC, 2026-03-10T10:00:00Z,     2026-04-01T00:00:00Z",
        // Ends of months, leap years, the turn of a year, times before 1970.
        "month, UTC, 2026-01-31T23:59:59.999Z, 2026-02-01T00:00:00Z",
        "month, UTC, 2026-12-31T12:00:00Z,     2027-01-01T00:00:00Z",
        "month, UTC, 2028-02-29T12:00:00Z,     2028-03-01T00:00:00Z",
        "day,   UTC, 2028-02-28T12:00:00Z,     2028-02-29T00:00:00Z",
        "day,   UTC, 2027-02-28T12:00:00Z,     2027-03-01T00:00:00Z",
        "day,   UTC, 2100-02-28T12:00:00Z,     2100-03-01T00:00:00Z",
        "hour,  UTC, 1969-12-31T23:59:59.999Z, 1970-01-01T00:00:00Z",
        // Berlin: a day of 23 hours, one of 25, and the hour that comes twice.
        "day,   Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "day,   Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "hour,  Europe/Berlin, 2026-03-29T00:30:00Z, 2026-03-29T01:00:00Z",
        "hour,  Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T01:00:00Z",
        "hour,  Europe/Berlin, 2026-10-25T01:30:00Z, 2026-10-25T02:00:00Z",
        "month, Europe/Berlin, 2026-03-31T21:59:59.999Z, 2026-03-31T22:00:00Z",
        "month, Europe/Berlin, 2026-10-01T00:00:00Z, 2026-10-31T23:00:00Z",
        // Kolkata is five and a half hours ahead.
        "hour,  Asia/Kolkata, 2026-03-10T10:00:00Z, 2026-03-10T10:30:00Z",
        "hour,  Asia/Kolkata, 2026-03-10T10:30:00Z, 2026-03-10T11:30:00Z",
        "day,   Asia/Kolkata, 2026-03-10T10:00:00Z, 2026-03-10T18:30:00Z",
        "month, Asia/Kolkata, 2026-03-31T18:29:59Z, 2026-03-31T18:30:00Z",
        // São Paulo, 2018-11-04: there was no midnight, the day began at 01:00. And 2018-02-18: 23:00 came twice.
        "day,   America/Sao_Paulo, 2018-11-03T12:00:00Z, 2018-11-04T03:00:00Z",
        "day,   America/Sao_Paulo, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
        "day,   America/Sao_Paulo, 2018-02-18T01:30:00Z, 2018-02-18T03:00:00Z",
        "day,   America/Sao_Paulo, 2018-02-18T02:30:00Z, 2018-02-18T03:00:00Z",
        // Lord Howe Island: clocks go back by half an hour, at 02:00 to 01:30.
        "hour,  Australia/Lord_Howe, 2026-04-04T14:45:00Z, 2026-04-04T15:00:00Z",
        "hour,  Australia/Lord_Howe, 2026-04-04T15:15:00Z, 2026-04-04T15:30:00Z",
        "hour,  Australia/Lord_Howe, 2026-10-03T15:15:00Z, 2026-10-03T15:30:00Z",
        "hour,  Australia/Lord_Howe, 2026-10-03T15:45:00Z, 2026-10-03T16:00:00Z",
        "week,  Australia/Lord_Howe, 2026-04-01T00:00:00Z, 2026-04-05T13:30:00Z",
        // St John's, 2010-11-07, a Sunday: clocks went back at 00:01, so the day began twice. It counts from the first
        // time.
        "day,         America/St_Johns, 2010-11-07T02:15:00Z, 2010-11-07T02:30:00Z",
        "day,         America/St_Johns, 2010-11-07T02:30:30Z, 2010-11-08T03:30:00Z",
        "day,         America/St_Johns, 2010-11-07T02:45:00Z, 2010-11-08T03:30:00Z",
        "week SUNDAY, America/St_Johns, 2010-11-07T02:15:00Z, 2010-11-07T02:30:00Z",
        "week SUNDAY, America/St_Johns, 2010-11-07T02:45:00Z, 2010-11-14T03:30:00Z",
        "month 7,     America/St_Johns, 2010-11-07T02:45:00Z, 2010-12-07T03:30:00Z",
        // Apia left out the 30th of December 2011, a Friday; Kiritimati the 31st of December 1994, a Saturday.
        "day,         Pacific/Apia, 2011-12-30T09:00:00Z, 2011-12-30T10:00:00Z",
        "week FRIDAY, Pacific/Apia, 2011-12-30T09:00:00Z, 2011-12-30T10:00:00Z",
        "week FRIDAY, Pacific/Apia, 2011-12-30T10:00:00Z, 2012-01-05T10:00:00Z",
        "month 30,    Pacific/Apia, 2011-12-30T09:00:00Z, 2011-12-30T10:00:00Z",
        "month 30,    Pacific/Apia, 2011-12-30T10:00:00Z, 2012-01-29T10:00:00Z",
        "week SATURDAY, Pacific/Kiritimati, 1994-12-31T09:00:00Z, 1994-12-31T10:00:00Z",
        "week SATURDAY, Pacific/Kiritimati, 1994-12-31T10:00:00Z, 1995-01-06T10:00:00Z",
        "3 days 1994-12-30, Pacific/Kiritimati, 1994-12-30T11:00:00Z, 1995-01-01T10:00:00Z",
        // Kwajalein had the 30th of September 1969 for 47 hours.
        "week,        Pacific/Kwajalein, 1969-09-29T00:00:00Z, 1969-10-06T12:00:00Z",
        // Casablanca's clocks change around Ramadan, in 2026 on the 15th of February and the 22nd of March.
        "week SUNDAY, Africa/Casablanca, 2026-02-14T12:00:00Z, 2026-02-14T23:00:00Z",
        "week SUNDAY, Africa/Casablanca, 2026-02-15T12:00:00Z, 2026-02-22T00:00:00Z",
        "month 15,    Africa/Casablanca, 2026-02-20T12:00:00Z, 2026-03-15T00:00:00Z",
        "month 15,    Africa/Casablanca, 2026-03-20T12:00:00Z, 2026-04-14T23:00:00Z",
        // Weeks: over a change of the clock, the turn of a year and a leap day, before 1970.
        "week,        UTC, 2026-03-11T10:00:00Z, 2026-03-16T00:00:00Z",
        "week,        UTC, 2026-03-16T00:00:00Z, 2026-03-23T00:00:00Z",
        "week SUNDAY, UTC, 2026-03-14T23:59:59.999Z, 2026-03-15T00:00:00Z",
        "week,        Europe/Berlin, 2026-03-25T12:00:00Z, 2026-03-29T22:00:00Z",
        "week SUNDAY, Europe/Berlin, 2026-10-25T12:00:00Z, 2026-10-31T23:00:00Z",
        "week,        UTC, 2026-12-31T12:00:00Z, 2027-01-04T00:00:00Z",
        "week,        UTC, 2028-02-29T12:00:00Z, 2028-03-06T00:00:00Z",
        "week,        UTC, 1969-12-31T12:00:00Z, 1970-01-05T00:00:00Z",
        // Days counted from an anchor, which may lie in the future.
        "14 days,            UTC, 2026-01-07T12:00:00Z, 2026-01-19T00:00:00Z",
        "14 days 2026-01-12, UTC, 2026-01-07T12:00:00Z, 2026-01-12T00:00:00Z",
        "14 days 2040-01-02, UTC, 2026-01-07T12:00:00Z, 2026-01-19T00:00:00Z",
        "10 days 2028-02-25, UTC, 2028-02-28T12:00:00Z, 2028-03-06T00:00:00Z",
        "10 days 2027-02-25, UTC, 2027-02-28T12:00:00Z, 2027-03-07T00:00:00Z",
        "10 days 2026-03-24, Europe/Berlin, 2026-03-29T12:00:00Z, 2026-04-02T22:00:00Z",
        "10 days 2026-10-24, Europe/Berlin, 2026-10-24T12:00:00Z, 2026-11-02T23:00:00Z",
        "366 days 2027-01-01, UTC, 2027-06-01T00:00:00Z, 2028-01-02T00:00:00Z",
        // Months from a day, which some do not have.
        "month 15, UTC, 2026-03-10T10:00:00Z,     2026-03-15T00:00:00Z",
        "month 15, UTC, 2026-03-14T23:59:59.999Z, 2026-03-15T00:00:00Z",
        "month 15, UTC, 2026-03-15T00:00:00Z,     2026-04-15T00:00:00Z",
        "month 15, Europe/Berlin, 2026-03-20T12:00:00Z, 2026-04-14T22:00:00Z",
        "month 15, Europe/Berlin, 2026-10-20T12:00:00Z, 2026-11-14T23:00:00Z",
        "month 31, UTC, 2026-01-31T12:00:00Z, 2026-02-28T00:00:00Z",
        "month 31, UTC, 2026-02-28T00:00:00Z, 2026-03-31T00:00:00Z",
        "month 31, UTC, 2026-03-31T00:00:00Z, 2026-04-30T00:00:00Z",
        "month 31, UTC, 2028-02-28T12:00:00Z, 2028-02-29T00:00:00Z",
        "month 29, UTC, 2027-02-27T12:00:00Z, 2027-02-28T00:00:00Z",
        "month 30, UTC, 2026-12-30T12:00:00Z, 2027-01-30T00:00:00Z"
    })
    void endsAtTheFirstInstantOfTheNextPeriod(String period, String zone, Instant at, Instant end) {
        assertThat(Instant.ofEpochMilli(period(period, ZoneId.of(zone)).endMillis(at.toEpochMilli())))
                .isEqualTo(end);
    }

    private static LimitPeriod period(String text, ZoneId zone) {
        String[] words = text.split(" ", -1);
        boolean isAlone = words.length == 1;
        return switch (words[0]) {
            case "hour" -> LimitPeriod.hourly(zone);
            case "day" -> LimitPeriod.daily(zone);
            case "week" -> isAlone ? LimitPeriod.weekly(zone) : LimitPeriod.weekly(DayOfWeek.valueOf(words[1]), zone);
            case "month" -> isAlone ? LimitPeriod.monthly(zone) : LimitPeriod.monthly(Integer.parseInt(words[1]), zone);
            default ->
                words.length == 2
                        ? LimitPeriod.everyDays(Integer.parseInt(words[0]), zone)
                        : LimitPeriod.everyDays(Integer.parseInt(words[0]), LocalDate.parse(words[2]), zone);
        };
    }

    /** A period for each length and start there is, or nearly. */
    private static Stream<LimitPeriod> periods() {
        Stream.Builder<LimitPeriod> periods = Stream.builder();
        periods.add(LimitPeriod.daily(UTC)).add(LimitPeriod.monthly(UTC));
        for (DayOfWeek day : DayOfWeek.values()) {
            periods.add(LimitPeriod.weekly(day, UTC));
        }
        for (int day : new int[] {2, 15, 28, 29, 30, 31}) {
            periods.add(LimitPeriod.monthly(day, UTC));
        }
        for (int count : new int[] {2, 3, 10, 14, 30, 365, 366}) {
            periods.add(LimitPeriod.everyDays(count, LocalDate.of(2026, 2, 17), UTC));
        }
        return periods.build();
    }

    /**
     * The calendar day by day: a period begins with the first instant of each day that the rule names, whatever the days
     * before it were like.
     */
    @ParameterizedTest
    @MethodSource("periods")
    void everyInstantEndsWithTheNextDayThatTheRuleNames(LimitPeriod rule) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (ZoneId zone : ZONES) {
            LimitPeriod period = new LimitPeriod(rule.unit(), rule.count(), rule.start(), zone);
            for (int n = 0; n < 40; n++) {
                LocalDate day = nearTransition(zone, random);
                while (!isFirst(day, rule)) {
                    day = day.minusDays(1);
                }
                LocalDate next = day.plusDays(1);
                while (!isFirst(next, rule)) {
                    next = next.plusDays(1);
                }
                long start = firstInstant(day, zone);
                long end = firstInstant(next, zone);
                String what = period + ", " + day + " to " + next + ", seed " + seed;
                if (start < end) {
                    for (long at : new long[] {start, random.nextLong(start, end), end - 1}) {
                        assertThat(period.endMillis(at)).as(what).isEqualTo(end);
                    }
                }
                assertThat(end - start).as(what).isLessThanOrEqualTo(period.maxMillis());
            }
        }
    }

    private static boolean isFirst(LocalDate day, LimitPeriod rule) {
        if (rule.unit() == LimitPeriod.Unit.MONTH) {
            boolean isLast = day.plusDays(1).getDayOfMonth() == 1;
            return day.getDayOfMonth() == rule.start() || (isLast && day.getDayOfMonth() < rule.start());
        }
        return (day.toEpochDay() - rule.start()) % rule.count() == 0;
    }

    /** The first millisecond at which a zone's calendar shows this day or a later one. */
    private static long firstInstant(LocalDate day, ZoneId zone) {
        // Roughly first, from before it begins anywhere; then in steps below the minute that St John's has of a day at
        // first.
        long at = day.toEpochDay() * MILLIS_PER_DAY - 20 * MILLIS_PER_HOUR;
        at = firstAt(day, zone, at, MILLIS_PER_HOUR) - 3 * MILLIS_PER_HOUR;
        at = firstAt(day, zone, at, 15_000) - 15_000;
        at = firstAt(day, zone, at, 500) - 500;
        return firstAt(day, zone, at, 1);
    }

    private static long firstAt(LocalDate day, ZoneId zone, long fromMillis, long stepMillis) {
        long at = fromMillis;
        while (LocalDate.ofInstant(Instant.ofEpochMilli(at), zone).isBefore(day)) {
            at += stepMillis;
        }
        return at;
    }

    /** A day close to one on which a zone's clocks change, or any day. */
    private static LocalDate nearTransition(ZoneId zone, Random random) {
        LocalDate day = LocalDate.of(1860, 1, 1).plusDays(random.nextInt(65_000));
        var transition = zone.getRules().nextTransition(day.atStartOfDay(UTC).toInstant());
        return transition == null || random.nextInt(4) == 0
                ? day
                : transition.getDateTimeBefore().toLocalDate().plusDays(random.nextInt(3) - 1);
    }

    /** Else a store would roll an account over again with every verb, or take a true end for one of a wrong clock. */
    @Test
    void inEveryZoneTheEndLiesAfterTheInstantAndNotBeyondTheLongest() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<LimitPeriod> rules =
                Stream.concat(Stream.of(LimitPeriod.hourly(UTC)), periods()).toList();
        for (String id : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(id);
            var transition = zone.getRules().nextTransition(Instant.parse("1860-01-01T00:00:00Z"));
            for (int i = 0; i < 200 && transition != null; i++) {
                long at = transition.getInstant().toEpochMilli() + random.nextLong(-30, 30) * MILLIS_PER_HOUR;
                for (int n = 0; n < 4; n++) {
                    LimitPeriod rule = rules.get(random.nextInt(rules.size()));
                    LimitPeriod period = new LimitPeriod(rule.unit(), rule.count(), rule.start(), zone);
                    long end = period.endMillis(at);
                    assertThat(end - at)
                            .as("%s at %s, seed %d", period, Instant.ofEpochMilli(at), seed)
                            .isPositive()
                            .isLessThanOrEqualTo(period.maxMillis());
                    assertThat(period.endMillis(end - 1)).isEqualTo(end);
                    assertThat(period.endMillis(end) - end).isLessThanOrEqualTo(period.maxMillis());
                }
                transition = zone.getRules().nextTransition(transition.getInstant());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"})
    void everyInstantOfAPeriodHasTheSameEnd(String zone) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        LimitPeriod days = LimitPeriod.daily(ZoneId.of(zone));
        for (int i = 0; i < 10_000; i++) {
            LocalDate day = LocalDate.of(2026, 1, 1).plusDays(random.nextInt(3650));
            long start = day.atStartOfDay(ZoneId.of(zone)).toInstant().toEpochMilli();
            long end = day.plusDays(1).atStartOfDay(ZoneId.of(zone)).toInstant().toEpochMilli();
            assertThat(days.endMillis(random.nextLong(start, end)))
                    .as("seed %d", seed)
                    .isEqualTo(end);
        }
    }

    @Test
    void forGoodNeverEnds() {
        assertThat(LimitPeriod.NEVER.endMillis(0)).isEqualTo(LimitPeriod.NO_END);
        assertThat(LimitPeriod.NEVER.endMillis(Long.MAX_VALUE)).isEqualTo(LimitPeriod.NO_END);
        assertThat(new LimitPeriod(LimitPeriod.Unit.NEVER, 1, 0, ZoneId.of("Asia/Kolkata")))
                .as("in any zone")
                .isEqualTo(LimitPeriod.NEVER);
    }

    @Test
    void periodsWithTheSameBeginningsAreEqual() {
        ZoneId zone = ZoneId.of("Asia/Kolkata");

        assertThat(LimitPeriod.weekly(zone))
                .isEqualTo(LimitPeriod.weekly(DayOfWeek.MONDAY, zone))
                .isEqualTo(LimitPeriod.everyDays(7, zone))
                .isEqualTo(LimitPeriod.everyDays(7, LocalDate.of(2026, 11, 30), zone))
                .isNotEqualTo(LimitPeriod.weekly(DayOfWeek.SUNDAY, zone));
        assertThat(LimitPeriod.daily(zone)).isEqualTo(LimitPeriod.everyDays(1, LocalDate.of(2026, 11, 30), zone));
        assertThat(LimitPeriod.everyDays(14, LocalDate.of(2026, 1, 5), zone))
                .isEqualTo(LimitPeriod.everyDays(14, LocalDate.of(2026, 1, 19), zone))
                .isNotEqualTo(LimitPeriod.everyDays(14, LocalDate.of(2026, 1, 12), zone));
        assertThat(LimitPeriod.monthly(zone)).isEqualTo(LimitPeriod.monthly(1, zone));
    }

    /** Every period there is, so that no two can be taken for each other in a store. */
    @Test
    void eachPeriodHasACodeOfItsOwn() {
        Map<Integer, LimitPeriod> byCode = new HashMap<>();
        Stream.Builder<LimitPeriod> all = Stream.builder();
        all.add(LimitPeriod.NEVER).add(LimitPeriod.hourly(UTC));
        for (int day = 1; day <= 31; day++) {
            all.add(LimitPeriod.monthly(day, UTC));
        }
        for (int count = 1; count <= LimitPeriod.MAX_DAYS; count++) {
            for (int start = 0; start < count; start++) {
                all.add(new LimitPeriod(LimitPeriod.Unit.DAY, count, start, UTC));
            }
        }
        all.build().forEach(period -> {
            assertThat(byCode.put(period.code(), period)).isNull();
            assertThat(LimitPeriod.ofCode(period.code(), UTC)).isEqualTo(period);
        });
        assertThat(byCode).hasSize(2 + 31 + 366 * 367 / 2);
        assertThat(LimitPeriod.NEVER.code()).isZero();
        assertThat(LimitPeriod.hourly(UTC).code()).isEqualTo(1);
        assertThat(LimitPeriod.daily(UTC).code()).isEqualTo(1000);
        assertThat(LimitPeriod.weekly(UTC).code()).isEqualTo(7004);
        assertThat(LimitPeriod.monthly(UTC).code()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, 99, 100, 132, 999, 1001, 7007, 367_000, Integer.MAX_VALUE})
    void refusesACodeThatNoPeriodHas(int code) {
        assertThatThrownBy(() -> LimitPeriod.ofCode(code, UTC)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void saysInWordsWhatItIs() {
        ZoneId zone = ZoneId.of("Asia/Kolkata");

        assertThat(Stream.of(
                                LimitPeriod.NEVER,
                                LimitPeriod.hourly(zone),
                                LimitPeriod.daily(zone),
                                LimitPeriod.weekly(zone),
                                LimitPeriod.everyDays(14, zone),
                                LimitPeriod.monthly(zone),
                                LimitPeriod.monthly(15, zone))
                        .map(LimitPeriod::toString))
                .containsExactly(
                        "never",
                        "hour in Asia/Kolkata",
                        "day in Asia/Kolkata",
                        "week from Monday in Asia/Kolkata",
                        "14 days from 1970-01-05 in Asia/Kolkata",
                        "month in Asia/Kolkata",
                        "month from day 15 in Asia/Kolkata");
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void refusesNull() {
        assertThatThrownBy(() -> LimitPeriod.daily(null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("zone");
        assertThatThrownBy(() -> new LimitPeriod(null, 1, 0, UTC))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("unit");
        assertThatThrownBy(() -> LimitPeriod.weekly(null, UTC))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("first day of the week");
        assertThatThrownBy(() -> LimitPeriod.everyDays(3, null, UTC))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("anchor");
    }

    @Test
    void refusesLengthsAndStartsThatThereAreNot() {
        assertThatThrownBy(() -> LimitPeriod.everyDays(0, UTC))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("the number of days of a period is 0; give 1 to 366");
        assertThatThrownBy(() -> LimitPeriod.everyDays(367, UTC)).hasMessageContaining("is 367; give 1 to 366");
        assertThatThrownBy(() -> LimitPeriod.monthly(0, UTC))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("the day of the month on which a period begins is 0; give 1 to 31");
        assertThatThrownBy(() -> LimitPeriod.monthly(32, UTC)).hasMessageContaining("is 32; give 1 to 31");
        assertThatThrownBy(() -> new LimitPeriod(LimitPeriod.Unit.HOUR, 2, 0, UTC))
                .hasMessageContaining("count");
        assertThatThrownBy(() -> new LimitPeriod(LimitPeriod.Unit.DAY, 7, 7, UTC))
                .hasMessageContaining("start");
    }
}
