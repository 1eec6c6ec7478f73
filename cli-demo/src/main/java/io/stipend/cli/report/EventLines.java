package io.stipend.cli.report;

import static io.stipend.cli.report.Format.credits;

import io.stipend.core.model.Resource;
import io.stipend.events.ResourceEvent;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Locale;

/** Events in words, a line each. */
public final class EventLines {

    private EventLines() {}

    /** Writes the events of one reservation, in the order given. */
    public static void write(Collection<? extends ResourceEvent> events, PrintWriter out) {
        if (events.isEmpty()) {
            out.print("\n     no events: a refused reserve changes nothing\n");
            return;
        }
        out.print("\n     events, numbered like the steps; a report that enters no level publishes none:\n");
        for (ResourceEvent event : events) {
            out.print(String.format(
                    Locale.ROOT,
                    "     #%-2d %-18s  %s\n",
                    event.sequence(),
                    event.type().wireName(),
                    described(event)));
        }
    }

    private static String described(ResourceEvent event) {
        if (event instanceof ResourceEvent.Reserved reserved) {
            return credits(reserved.creditMicros()) + " credits held on " + String.join(", ", reserved.accounts());
        } else if (event instanceof ResourceEvent.Warning warning) {
            return ratio(warning.usageRatio());
        } else if (event instanceof ResourceEvent.Critical critical) {
            Resource resource = Resource.valueOf(critical.resource());
            return ratio(critical.usageRatio()) + ": " + resource.format(critical.used()) + " of "
                    + resource.format(critical.reserved()) + " " + resource;
        } else if (event instanceof ResourceEvent.Completed completed) {
            return String.format(
                    Locale.ROOT,
                    "%s credits charged, efficiency %.4f, warnings %d",
                    credits(completed.costMicros()),
                    completed.efficiency(),
                    completed.warnings());
        }
        return event.toString();
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.1f %% of the hold used", 100 * ratio);
    }
}
