package io.stipend.config;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the time zone that was meant. Zones are not misspelt like other words: abbreviations look alike and lie hours apart (EST and EET),
 * so one is only ever translated, never corrected to another.
 */
final class ZoneNames {

    /** The longest text that is taken for an abbreviation. */
    private static final int LONGEST_ABBREVIATION = 4;

    /** A city for each common abbreviation; of those with several meanings, the one that most people mean. */
    private static final Map<String, String> CITIES = Map.ofEntries(
            Map.entry("EST", "America/New_York"),
            Map.entry("EDT", "America/New_York"),
            Map.entry("CST", "America/Chicago"),
            Map.entry("CDT", "America/Chicago"),
            Map.entry("MST", "America/Denver"),
            Map.entry("MDT", "America/Denver"),
            Map.entry("PST", "America/Los_Angeles"),
            Map.entry("PDT", "America/Los_Angeles"),
            Map.entry("AKST", "America/Anchorage"),
            Map.entry("HST", "Pacific/Honolulu"),
            Map.entry("BRT", "America/Sao_Paulo"),
            Map.entry("BST", "Europe/London"),
            Map.entry("WEST", "Europe/Lisbon"),
            Map.entry("CEST", "Europe/Berlin"),
            Map.entry("EEST", "Europe/Helsinki"),
            Map.entry("MSK", "Europe/Moscow"),
            Map.entry("IST", "Asia/Kolkata"),
            Map.entry("SGT", "Asia/Singapore"),
            Map.entry("HKT", "Asia/Hong_Kong"),
            Map.entry("JST", "Asia/Tokyo"),
            Map.entry("KST", "Asia/Seoul"),
            Map.entry("AEST", "Australia/Sydney"),
            Map.entry("AEDT", "Australia/Sydney"),
            Map.entry("NZST", "Pacific/Auckland"),
            Map.entry("NZDT", "Pacific/Auckland"));

    private ZoneNames() {}

    /** The zone that is meant by a text that is none, if that can be told. */
    static Optional<String> nearest(String text) {
        String city = CITIES.get(text.toUpperCase(Locale.ROOT));
        if (city != null) {
            return Optional.of(city);
        }
        var zones = ZoneId.getAvailableZoneIds();
        return text.length() <= LONGEST_ABBREVIATION
                ? zones.stream().filter(text::equalsIgnoreCase).findFirst()
                : Nearest.of(text, zones);
    }
}
