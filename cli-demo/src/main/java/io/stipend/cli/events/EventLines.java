package io.stipend.cli.events;

import static io.stipend.cli.text.Format.credits;

import io.stipend.cli.text.TextPage;
import io.stipend.core.model.Resource;
import io.stipend.events.ResourceEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;

/** Events in words, a line each. */
public final class EventLines {

    private EventLines() {}

    /** Writes the events of one reservation, in the order given. */
    public static void write(Collection<? extends ResourceEvent> events, TextPage page) {
        page.line("");
        if (events.isEmpty()) {
            page.paragraph("     ", "no events: a refused reserve changes nothing");
            return;
        }
        page.paragraph("     ", "events, numbered like the steps; a report that enters no level publishes none:");
        for (ResourceEvent event : events) {
            page.paragraph(
                    String.format(
                            Locale.ROOT,
                            "     #%-2d %-18s  ",
                            event.sequence(),
                            event.type().wireName()),
                    described(event));
        }
    }

    /** One event on a line: when, whose, what. */
    public static String line(ResourceEvent event) {
        return String.format(
                Locale.ROOT,
                "%s  %s  %-18s  %s #%d  %s",
                event.timestamp(),
                event.tenant(),
                event.type().wireName(),
                event.stream(),
                event.sequence(),
                described(event));
    }

    private static String described(ResourceEvent event) {
        if (event instanceof ResourceEvent.Reserved reserved) {
            return credits(reserved.creditUnits()) + " credits held on " + String.join(", ", reserved.accounts());
        } else if (event instanceof ResourceEvent.Usage usage) {
            return ratio(usage.usageRatio());
        } else if (event instanceof ResourceEvent.Warning warning) {
            return ratio(warning.usageRatio());
        } else if (event instanceof ResourceEvent.Critical critical) {
            Resource resource = Resource.valueOf(critical.resource());
            return ratio(critical.usageRatio()) + ": " + resource.format(critical.used()) + " of "
                    + resource.format(critical.reserved()) + " " + resource;
        } else if (event instanceof ResourceEvent.Extended extended) {
            long delta = extended.reservedDeltaUnits();
            return credits(Math.abs(delta)) + (delta < 0 ? " credits less held, " : " credits more held, ")
                    + credits(extended.creditUnits()) + " now";
        } else if (event instanceof ResourceEvent.Split split) {
            long delta = split.reservedDeltaUnits();
            return credits(Math.abs(delta)) + (delta < 0 ? " credits to " : " credits back from ") + split.childId()
                    + ", " + credits(split.creditUnits()) + " held now";
        } else if (event instanceof ResourceEvent.Completed completed) {
            return String.format(
                    Locale.ROOT,
                    "%s credits charged%s, efficiency %.4f, warnings %d",
                    credits(completed.costUnits()),
                    completed.late() ? ", late" : "",
                    completed.efficiency(),
                    completed.warnings());
        } else if (event instanceof ResourceEvent.Released released) {
            return closed(released.costUnits(), released.reservedDeltaUnits());
        } else if (event instanceof ResourceEvent.Expired expired) {
            return closed(expired.costUnits(), expired.reservedDeltaUnits());
        } else if (event instanceof ResourceEvent.Charged charged) {
            return credits(charged.costUnits()) + " credits charged of " + credits(charged.usedUnits())
                    + " used, without a hold";
        } else if (event instanceof ResourceEvent.Refused refused) {
            return described(refused);
        } else if (event instanceof ResourceEvent.AccountChanged changed) {
            return described(changed);
        } else if (event instanceof ResourceEvent.AccountForecast forecast) {
            return described(forecast);
        } else if (event instanceof ResourceEvent.PoolStarved starved) {
            return described(starved);
        } else if (event instanceof ResourceEvent.ForecastCalibration calibration) {
            return described(calibration);
        }
        return event.toString();
    }

    private static String closed(long costUnits, long reservedDeltaUnits) {
        return credits(costUnits) + " credits charged of " + credits(-reservedDeltaUnits) + " held";
    }

    private static String described(ResourceEvent.Refused refused) {
        Resource resource = Resource.valueOf(refused.resource());
        String account = refused.account();
        return "would be refused: " + (account == null ? "the largest reservation is" : account + " has") + " "
                + resource.format(refused.available()) + " of " + resource + ", " + resource.format(refused.needed())
                + " needed";
    }

    private static String described(ResourceEvent.AccountChanged changed) {
        Resource resource = Resource.valueOf(changed.resource());
        Long limit = changed.limit();
        return String.format(
                Locale.ROOT,
                "%s %s: limit %s, allowance %s, spent %s%s",
                changed.change(),
                resource,
                limit == null ? "none" : resource.format(limit),
                signed(resource, changed.allowanceDelta()),
                signed(resource, changed.spentDelta()),
                changed.reason().isEmpty() ? "" : " (" + changed.reason() + ")");
    }

    private static String described(ResourceEvent.AccountForecast forecast) {
        Long expected = forecast.expectedAtMillis();
        Long end = forecast.periodEndsAtMillis();
        return credits(forecast.availableUnits()) + " credits left, used up "
                + (expected == null ? "never" : "at " + Instant.ofEpochMilli(expected))
                + (end == null
                        ? ""
                        : (forecast.runsOut() ? ", before" : ", no longer before") + " its period ends at "
                                + Instant.ofEpochMilli(end));
    }

    private static String described(ResourceEvent.PoolStarved starved) {
        Resource resource = Resource.valueOf(starved.resource());
        String member = starved.userId() == null ? "swarm:" + starved.swarmId() : "user:" + starved.userId();
        return member + (starved.starved() ? " starves" : " starves no more") + ": " + resource.format(starved.inUse())
                + " of at least " + resource.format(starved.minimum()) + " " + resource + " in use, "
                + resource.format(starved.wanted()) + " wanted, since " + Instant.ofEpochMilli(starved.sinceMillis());
    }

    private static String described(ResourceEvent.ForecastCalibration calibration) {
        return String.format(
                Locale.ROOT,
                "%.2f %% stated to use more than had to fit, %.2f %% did, of %d steps",
                100 * calibration.stated(),
                100 * calibration.measured(),
                calibration.steps());
    }

    private static String signed(Resource resource, long delta) {
        return (delta < 0 ? "-" : "+") + resource.format(Math.abs(delta));
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.1f %% of the hold used", 100 * ratio);
    }
}
