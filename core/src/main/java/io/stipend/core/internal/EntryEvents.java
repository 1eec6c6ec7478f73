package io.stipend.core.internal;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Efficiency;
import io.stipend.core.policy.ManagerConfig;
import io.stipend.core.policy.UsageLevel;
import io.stipend.core.spi.AccountOutlook;
import io.stipend.core.spi.Announcement;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.MemberStarvation;
import io.stipend.core.spi.SharedPools;
import io.stipend.events.ResourceEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns journal entries into events: a pure function, so the same entry always gives the same events. Immutable, thread
 * safe.
 */
public final class EntryEvents {

    private final ManagerConfig.Thresholds thresholds;
    private final double efficiencyTarget;
    private final boolean publishUsage;

    /**
     * Makes the function.
     *
     * @param manager where levels begin and what efficiency aims at
     * @param publishUsage whether usage reports become events
     */
    public EntryEvents(ManagerConfig manager, boolean publishUsage) {
        this.thresholds = manager.thresholds();
        this.efficiencyTarget = manager.efficiencyTarget();
        this.publishUsage = publishUsage;
    }

    /** Hands the events of an entry to a consumer, in order; none, one, or up to three. Of what
     * waits for a pool, and of blocks, there are none. */
    public void emit(JournalEntry entry, Consumer<? super ResourceEvent> events) {
        if (isInternal(entry)) {
            return;
        }
        if (entry instanceof JournalEntry.Opened opened) {
            events.accept(reserved(opened));
        } else if (entry instanceof JournalEntry.Tracked tracked) {
            emitTracked(tracked, events);
        } else if (entry instanceof JournalEntry.Extended extended) {
            events.accept(extended(extended));
        } else if (entry instanceof JournalEntry.Split split) {
            events.accept(split(split));
        } else if (entry instanceof JournalEntry.Closed closed) {
            events.accept(closed(closed));
        } else if (entry instanceof JournalEntry.Charged charged) {
            events.accept(charged(charged));
        } else if (entry instanceof JournalEntry.WouldBeRefused refused) {
            events.accept(refused(refused));
        } else if (entry instanceof JournalEntry.Calibrated calibrated) {
            events.accept(calibration(calibrated));
        } else if (entry instanceof JournalEntry.AccountChanged changed) {
            events.accept(
                    changed.change() == JournalEntry.AccountChange.ANNOUNCEMENT
                            ? announced(changed)
                            : changed(changed));
        } else {
            throw new IllegalStateException("journal entry of an unknown type: " + entry);
        }
    }

    private static boolean isInternal(JournalEntry entry) {
        if (entry instanceof JournalEntry.OfReservation ofReservation) {
            return SharedPools.isInternal(ofReservation.header());
        }
        return entry instanceof JournalEntry.AccountChanged changed && SharedPools.isForNotices(changed.account());
    }

    private static ResourceEvent reserved(JournalEntry.Opened opened) {
        var header = opened.header();
        ResourceVector held = opened.request().envelope();
        return new ResourceEvent.Reserved(
                opened.tenant(),
                header.id().value(),
                opened.sequence(),
                opened.atMillis(),
                header.path().userId(),
                header.swarmId(),
                header.parentId(),
                opened.request().stepId(),
                header.path().texts(),
                held.credits(),
                held.computeTime() == 0 ? null : held.computeTime(),
                opened.expiresAtMillis(),
                opened.request().attributes());
    }

    private void emitTracked(JournalEntry.Tracked tracked, Consumer<? super ResourceEvent> events) {
        UsageLevel before = thresholds.levelOf(tracked.peakBefore());
        UsageLevel after = thresholds.levelOf(tracked.peak());
        if (!publishUsage && before == after) {
            return;
        }
        String id = tracked.header().id().value();
        double ratio = ResourceVector.usageRatio(tracked.used(), tracked.held());
        if (publishUsage) {
            events.accept(new ResourceEvent.Usage(
                    tracked.tenant(),
                    id,
                    tracked.sequence(),
                    tracked.atMillis(),
                    tracked.stepId(),
                    tracked.used().credits(),
                    ratio));
        }
        if (before.compareTo(UsageLevel.WARNING) < 0 && after.compareTo(UsageLevel.WARNING) >= 0) {
            events.accept(new ResourceEvent.Warning(
                    tracked.tenant(), id, tracked.sequence(), tracked.atMillis(), tracked.stepId(), ratio));
        }
        if (before.compareTo(UsageLevel.CRITICAL) < 0 && after == UsageLevel.CRITICAL) {
            events.accept(critical(tracked, ratio));
        }
    }

    private static ResourceEvent critical(JournalEntry.Tracked tracked, double ratio) {
        Resource resource = scarcest(tracked.used(), tracked.held(), ratio);
        return new ResourceEvent.Critical(
                tracked.tenant(),
                tracked.header().id().value(),
                tracked.sequence(),
                tracked.atMillis(),
                tracked.stepId(),
                ratio,
                resource.name(),
                tracked.used().get(resource),
                tracked.held().get(resource));
    }

    /** The first resource that has this usage ratio. */
    private static Resource scarcest(ResourceVector used, ResourceVector held, double ratio) {
        for (Resource resource : Resource.values()) {
            if (held.get(resource) > 0 && (double) used.get(resource) / held.get(resource) >= ratio) {
                return resource;
            }
        }
        throw new IllegalStateException("no resource has the usage ratio " + ratio + ": " + used + " of " + held);
    }

    private static ResourceEvent extended(JournalEntry.Extended extended) {
        return new ResourceEvent.Extended(
                extended.tenant(),
                extended.header().id().value(),
                extended.sequence(),
                extended.atMillis(),
                extended.header().path().texts(),
                extended.added().credits(),
                extended.returned().credits(),
                extended.held().credits(),
                extended.expiresAtMillis());
    }

    private static ResourceEvent split(JournalEntry.Split split) {
        return new ResourceEvent.Split(
                split.tenant(),
                split.header().id().value(),
                split.sequence(),
                split.atMillis(),
                split.header().path().texts(),
                split.childId(),
                split.given().credits(),
                split.returned().credits(),
                split.held().credits());
    }

    private ResourceEvent closed(JournalEntry.Closed closed) {
        var header = closed.header();
        long duration = closed.atMillis() - header.openedAtMillis();
        long cost = closed.charged().credits();
        long unheld = closed.late() ? 0 : -closed.held().credits();
        String tenant = closed.tenant();
        String id = header.id().value();
        String userId = header.path().userId();
        var accounts = header.path().texts();
        return switch (closed.kind()) {
            case SETTLED ->
                new ResourceEvent.Completed(
                        tenant,
                        id,
                        closed.sequence(),
                        closed.atMillis(),
                        userId,
                        accounts,
                        duration,
                        cost,
                        Efficiency.of(closed, efficiencyTarget).score(),
                        thresholds.levelOf(closed.peak()).ordinal(),
                        closed.late(),
                        unheld,
                        cost - closed.bookedBefore().credits());
            case RELEASED ->
                new ResourceEvent.Released(
                        tenant, id, closed.sequence(), closed.atMillis(), userId, accounts, duration, cost, unheld);
            case EXPIRED ->
                new ResourceEvent.Expired(
                        tenant, id, closed.sequence(), closed.atMillis(), userId, accounts, duration, cost, unheld);
            case CHARGED -> throw new IllegalStateException("a charge has an entry of its own: " + closed);
        };
    }

    private static ResourceEvent charged(JournalEntry.Charged charged) {
        var header = charged.header();
        return new ResourceEvent.Charged(
                charged.tenant(),
                header.id().value(),
                charged.sequence(),
                charged.atMillis(),
                header.path().userId(),
                header.swarmId(),
                header.path().texts(),
                charged.used().credits(),
                charged.charged().credits(),
                charged.attributes());
    }

    private static ResourceEvent refused(JournalEntry.WouldBeRefused refused) {
        return new ResourceEvent.Refused(
                refused.tenant(),
                refused.header().id().value(),
                refused.sequence(),
                refused.atMillis(),
                refused.header().path().userId(),
                true,
                refused.code(),
                refused.account() == null ? null : refused.account().toString(),
                refused.resource().name(),
                refused.needed(),
                refused.available());
    }

    private static ResourceEvent calibration(JournalEntry.Calibrated calibrated) {
        ForecastFigures figures = calibrated.figures();
        ForecastFigures.Statement statement = calibrated.statement();
        return new ResourceEvent.ForecastCalibration(
                calibrated.tenant(),
                calibrated.sequence(),
                calibrated.atMillis(),
                figures.model().isEmpty() ? null : figures.model(),
                statement.risk(),
                statement.measured(),
                statement.steps(),
                statement.above(),
                figures.steps(),
                Math.round(figures.outputUsed()),
                Math.round(figures.outputHeld()),
                figures.extensions(),
                figures.refusedExtensions());
    }

    private static ResourceEvent announced(JournalEntry.AccountChanged entry) {
        Announcement announcement = Announcement.parse(entry.reason());
        return announcement instanceof MemberStarvation starvation
                ? starved(entry, starvation)
                : forecast(entry, (AccountOutlook) announcement);
    }

    private static ResourceEvent starved(JournalEntry.AccountChanged entry, MemberStarvation starvation) {
        boolean isUser = starvation.memberKind() == AccountId.Kind.USER;
        return new ResourceEvent.PoolStarved(
                entry.tenant(),
                entry.account().toString(),
                entry.sequence(),
                entry.atMillis(),
                starvation.starves(),
                isUser ? starvation.member() : null,
                isUser ? null : starvation.member(),
                starvation.resource().name(),
                starvation.inUse(),
                starvation.minimum(),
                starvation.wanted(),
                starvation.sinceMillis());
    }

    private static ResourceEvent forecast(JournalEntry.AccountChanged told, AccountOutlook outlook) {
        return new ResourceEvent.AccountForecast(
                told.tenant(),
                told.account().toString(),
                told.sequence(),
                told.atMillis(),
                outlook.runsOut(),
                outlook.availableUnits(),
                orAbsent(outlook.expectedMillis()),
                orAbsent(outlook.earliestMillis()),
                orAbsent(outlook.latestMillis()),
                AccountOutlook.STATED_COVERAGE,
                outlook.checks() == 0 ? null : outlook.measuredCoverage(),
                outlook.checks(),
                orAbsent(outlook.periodEndsMillis()));
    }

    private static @Nullable Long orAbsent(long millis) {
        return millis == AccountOutlook.NEVER ? null : millis;
    }

    private static ResourceEvent changed(JournalEntry.AccountChanged changed) {
        return new ResourceEvent.AccountChanged(
                changed.tenant(),
                changed.account().toString(),
                changed.sequence(),
                changed.atMillis(),
                changed.change().name(),
                changed.resource().name(),
                changed.limit() == Limits.UNLIMITED ? null : changed.limit(),
                changed.allowanceDelta(),
                changed.spentDelta(),
                changed.reason());
    }
}
