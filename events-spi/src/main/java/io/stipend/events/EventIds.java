package io.stipend.events;

/** Builds the ids of events. No two events have the same id. */
final class EventIds {

    private EventIds() {}

    /** What the stream of an event is: {@code account}, {@code reservation} or {@code forecast}. */
    static String family(ResourceEvent event) {
        if (event instanceof ResourceEvent.OfAccount) {
            return "account";
        }
        return event instanceof ResourceEvent.OfReservation ? "reservation" : "forecast";
    }

    static String join(String tenant, String family, String stream, long sequence, String type) {
        return escape(tenant) + '/' + family + '/' + escape(stream) + '/' + sequence + '/' + type;
    }

    private static String escape(String part) {
        if (part.indexOf('/') < 0 && part.indexOf('%') < 0) {
            return part;
        }
        return part.replace("%", "%25").replace("/", "%2F");
    }
}
