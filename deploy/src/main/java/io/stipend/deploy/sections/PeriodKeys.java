package io.stipend.deploy.sections;

import static io.stipend.config.ValueTypes.oneOf;
import static io.stipend.config.ValueTypes.wholeNumber;

import io.stipend.config.Key;
import io.stipend.config.ValueTypes;
import io.stipend.core.model.LimitPeriod;
import io.stipend.deploy.settings.CheckedSettings;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a period: how long it is, in which zone, and on which day it begins. The last is a key of its own for a month, a
 * week and some days; to give one that the period does not have is a mistake.
 */
final class PeriodKeys {

    private static final String ABOUT = "How often the limits start anew.";

    private final Key<PeriodLength> period;
    private final Key<ZoneId> zone;
    private final Key<Integer> resetDay;
    private final Key<DayOfWeek> weekStarts;
    private final Key<LocalDate> anchor;

    private PeriodKeys(String section, Key<PeriodLength> period) {
        this.period = period;
        this.zone = Key.of(
                section + ".zone", ValueTypes.ZONE, ZoneId.of("UTC"), "Where hours, days, weeks and months begin.");
        this.resetDay = Key.of(
                section + ".reset-day",
                wholeNumber(1, 31),
                1,
                "On which day a period of a month begins; in a month without that day, on its last one.");
        this.weekStarts = Key.of(
                section + ".week-starts",
                oneOf(DayOfWeek.class),
                DayOfWeek.MONDAY,
                "On which day a period of a week begins.");
        this.anchor = Key.of(
                section + ".period-anchor",
                PeriodLength.DATE,
                LimitPeriod.DEFAULT_ANCHOR,
                "A day on which a period of some days begins; the others begin as many days apart.");
    }

    /** Keys of a period that need not be given: never, unless it is. */
    static PeriodKeys of(String section) {
        return new PeriodKeys(section, Key.of(key(section), PeriodLength.TYPE, PeriodLength.NEVER, ABOUT));
    }

    /** Keys of a period that must be given. */
    static PeriodKeys required(String section) {
        return new PeriodKeys(section, Key.required(key(section), PeriodLength.TYPE, ABOUT + " Must be given."));
    }

    private static String key(String section) {
        return section + ".period";
    }

    /** The keys, in the order in which they are shown. */
    List<Key<?>> keys() {
        return List.of(period, zone, resetDay, weekStarts, anchor);
    }

    /** Makes a period of what was given. */
    LimitPeriod read(CheckedSettings reading, String... names) {
        PeriodLength length = period.required()
                ? reading.require(period, "", names).orElse(PeriodLength.MONTH)
                : reading.get(period, names);
        if (!isUnknown(reading, names)) {
            refuseUnused(reading, length.kind() == PeriodLength.Kind.MONTH, resetDay, "month", names);
            refuseUnused(reading, length.kind() == PeriodLength.Kind.WEEK, weekStarts, "week", names);
            refuseUnused(reading, length.kind() == PeriodLength.Kind.DAYS, anchor, "14 days", names);
        }
        ZoneId in = reading.get(zone, names);
        return switch (length.kind()) {
            case NEVER -> LimitPeriod.NEVER;
            case HOUR -> LimitPeriod.hourly(in);
            case DAY -> LimitPeriod.daily(in);
            case WEEK -> LimitPeriod.weekly(reading.get(weekStarts, names), in);
            case MONTH -> LimitPeriod.monthly(reading.get(resetDay, names), in);
            case DAYS -> LimitPeriod.everyDays(length.days(), reading.get(anchor, names), in);
        };
    }

    /** Whether the period is missing or cannot be used, which is a problem already. */
    private boolean isUnknown(CheckedSettings reading, String... names) {
        return reading.settings().isBroken(period, names)
                || (period.required() && !reading.settings().has(period, names));
    }

    /** Adds a problem if a key says something that this period does not have; its default does no harm. */
    private <T> void refuseUnused(CheckedSettings reading, boolean isUsed, Key<T> key, String usedBy, String... names) {
        Optional<T> given = reading.find(key, names);
        if (!isUsed && given.isPresent() && !given.equals(key.defaultValue())) {
            reading.refuse(
                    key.at(names),
                    "which says nothing about " + period.at(names) + ", "
                            + reading.settings().shown(period, names) + "; leave it out, or give "
                            + period.at(names).last() + ": " + usedBy);
        }
    }
}
