package io.stipend.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.error.InvalidRequestException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LimitPeriodTest {

    @ParameterizedTest
    @CsvSource({
        // Plain cases; a period's last millisecond belongs to it, its end to the next.
        "HOUR,  UTC, 2026-03-10T10:00:00Z,     2026-03-10T11:00:00Z",
        "HOUR,  UTC, 2026-03-10T10:59:59.999Z, 2026-03-10T11:00:00Z",
        "DAY,   UTC, 2026-03-10T00:00:00Z,     2026-03-11T00:00:00Z",
        "DAY,   UTC, 2026-03-10T23:59:59.999Z, 2026-03-11T00:00:00Z",
        "MONTH, UTC, 2026-03-10T10:00:00Z,     2026-04-01T00:00:00Z",
        // Ends of months, leap years, the turn of a year, times before 1970.
        "MONTH, UTC, 2026-01-31T23:59:59.999Z, 2026-02-01T00:00:00Z",
        "MONTH, UTC, 2026-12-31T12:00:00Z,     2027-01-01T00:00:00Z",
        "MONTH, UTC, 2028-02-29T12:00:00Z,     2028-03-01T00:00:00Z",
        "DAY,   UTC, 2028-02-28T12:00:00Z,     2028-02-29T00:00:00Z",
        "DAY,   UTC, 2027-02-28T12:00:00Z,     2027-03-01T00:00:00Z",
        "DAY,   UTC, 2100-02-28T12:00:00Z,     2100-03-01T00:00:00Z",
        "HOUR,  UTC, 1969-12-31T23:59:59.999Z, 1970-01-01T00:00:00Z",
        // Berlin: a day of 23 hours, one of 25, and the hour that comes twice.
        "DAY,   Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "DAY,   Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "HOUR,  Europe/Berlin, 2026-03-29T00:30:00Z, 2026-03-29T01:00:00Z",
        "HOUR,  Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T01:00:00Z",
        "HOUR,  Europe/Berlin, 2026-10-25T01:30:00Z, 2026-10-25T02:00:00Z",
        "MONTH, Europe/Berlin, 2026-03-31T21:59:59.999Z, 2026-03-31T22:00:00Z",
        "MONTH, Europe/Berlin, 2026-10-01T00:00:00Z, 2026-10-31T23:00:00Z",
        // Kolkata is five and a half hours ahead.
        "HOUR,  Asia/Kolkata, 2026-03-10T10:00:00Z, 2026-03-10T10:30:00Z",
        "HOUR,  Asia/Kolkata, 2026-03-10T10:30:00Z, 2026-03-10T11:30:00Z",
        "DAY,   Asia/Kolkata, 2026-03-10T10:00:00Z, 2026-03-10T18:30:00Z",
        "MONTH, Asia/Kolkata, 2026-03-31T18:29:59Z, 2026-03-31T18:30:00Z",
        // São Paulo, 2018-11-04: there was no midnight, the day began at 01:00. And 2018-02-18: 23:00 came twice.
        "DAY,   America/Sao_Paulo, 2018-11-03T12:00:00Z, 2018-11-04T03:00:00Z",
        "DAY,   America/Sao_Paulo, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
        "DAY,   America/Sao_Paulo, 2018-02-18T01:30:00Z, 2018-02-18T03:00:00Z",
        "DAY,   America/Sao_Paulo, 2018-02-18T02:30:00Z, 2018-02-18T03:00:00Z",
        // Lord Howe Island: clocks go back by half an hour, at 02:00 to 01:30.
        "HOUR,  Australia/Lord_Howe, 2026-04-04T14:45:00Z, 2026-04-04T15:00:00Z",
        "HOUR,  Australia/Lord_Howe, 2026-04-04T15:15:00Z, 2026-04-04T15:30:00Z",
        "HOUR,  Australia/Lord_Howe, 2026-10-03T15:15:00Z, 2026-10-03T15:30:00Z",
        "HOUR,  Australia/Lord_Howe, 2026-10-03T15:45:00Z, 2026-10-03T16:00:00Z",
        // St John's, 2010-11-07: clocks went back at 00:01, so the day began twice.
        "DAY,   America/St_Johns, 2010-11-07T02:15:00Z, 2010-11-07T02:30:00Z",
        "DAY,   America/St_Johns, 2010-11-07T02:45:00Z, 2010-11-07T03:30:00Z",
        // Apia left out the 30th of December 2011.
        "DAY,   Pacific/Apia, 2011-12-30T09:00:00Z, 2011-12-30T10:00:00Z"
    })
    void endsAtTheFirstInstantOfTheNextPeriod(LimitPeriod.Unit unit, String zone, Instant at, Instant end) {
        LimitPeriod period = new LimitPeriod(unit, ZoneId.of(zone));

        assertThat(Instant.ofEpochMilli(period.endMillis(at.toEpochMilli()))).isEqualTo(end);
    }

    /** Else a store would roll an account over again with every verb. */
    @ParameterizedTest
    @EnumSource(names = "NEVER", mode = EnumSource.Mode.EXCLUDE)
    void theEndLiesAfterTheInstantInEveryZone(LimitPeriod.Unit unit) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (String id : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(id);
            LimitPeriod period = new LimitPeriod(unit, zone);
            Instant from = Instant.parse("1990-01-01T00:00:00Z");
            var transition = zone.getRules().nextTransition(from);
            for (int i = 0; i < 80 && transition != null; i++) {
                long at = transition.getInstant().toEpochMilli() + random.nextLong(-4 * 3_600_000L, 4 * 3_600_000L);
                assertThat(period.endMillis(at))
                        .as("%s at %s, seed %d", zone, Instant.ofEpochMilli(at), seed)
                        .isGreaterThan(at);
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
    }

    @Test
    void factoriesNameTheirUnit() {
        ZoneId zone = ZoneId.of("Asia/Kolkata");

        assertThat(LimitPeriod.hourly(zone)).isEqualTo(new LimitPeriod(LimitPeriod.Unit.HOUR, zone));
        assertThat(LimitPeriod.daily(zone)).isEqualTo(new LimitPeriod(LimitPeriod.Unit.DAY, zone));
        assertThat(LimitPeriod.monthly(zone)).isEqualTo(new LimitPeriod(LimitPeriod.Unit.MONTH, zone));
    }

    @Test
    @SuppressWarnings("NullAway") // For callers without it.
    void refusesNull() {
        assertThatThrownBy(() -> LimitPeriod.daily(null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("zone");
        assertThatThrownBy(() -> new LimitPeriod(null, ZoneId.of("UTC")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("unit");
    }
}
