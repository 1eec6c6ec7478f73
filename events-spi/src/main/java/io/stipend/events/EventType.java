package io.stipend.events;

/** The types of events, with their names on the wire. */
public enum EventType {
    RESERVED("resource.reserved"),
    USAGE("resource.usage"),
    WARNING("resource.warning"),
    CRITICAL("resource.critical"),
    EXTENDED("resource.extended"),
    SPLIT("resource.split"),
    COMPLETED("resource.completed"),
    RELEASED("resource.released"),
    EXPIRED("resource.expired"),
    CHARGED("resource.charged"),
    REFUSED("resource.refused"),
    ACCOUNT_CHANGED("account.changed"),
    ACCOUNT_FORECAST("account.forecast"),
    POOL_STARVED("pool.starved"),
    FORECAST_CALIBRATION("forecast.calibration");

    private final String wireName;

    EventType(String wireName) {
        this.wireName = wireName;
    }

    /** The name on the wire, for example {@code resource.reserved}. */
    public String wireName() {
        return wireName;
    }
}
