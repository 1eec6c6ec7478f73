package io.stipend.testkit.internal.history;

import io.stipend.core.model.Resource;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the amounts of a close must add up to, whether it came in time, late, or was an expiry: see docs/semantics.md. */
public final class ClosedAmounts {

    private ClosedAmounts() {}

    /** How the amounts of a close contradict each other, where expiry books what was tracked; empty when they do not. */
    public static Optional<String> contradiction(JournalEntry.Closed entry) {
        return contradiction(entry, OnExpiry.BOOK_TRACKED);
    }

    /** How the amounts of a close contradict each other; empty when they do not. */
    public static Optional<String> contradiction(JournalEntry.Closed entry, OnExpiry onExpiry) {
        boolean booksHeld = onExpiry == OnExpiry.BOOK_HELD;
        for (Resource resource : Resource.values()) {
            String broken =
                    resource.isConsumable() ? consumable(entry, resource, booksHeld) : occupied(entry, resource);
            if (!broken.isEmpty()) {
                return Optional.of(resource + " breaks " + broken + ": " + entry);
            }
        }
        return Optional.empty();
    }

    /** As {@link #contradiction}, and across the entries of each reservation: a late settle follows its expiry. */
    static Optional<String> contradiction(List<JournalEntry> entries) {
        Map<Object, JournalEntry.Closed> expired = new HashMap<>();
        Map<Object, OnExpiry> choices = new HashMap<>();
        for (JournalEntry entry : entries) {
            if (entry instanceof JournalEntry.Opened opened) {
                choices.put(opened.header().id(), opened.request().onExpiry());
            } else if (entry instanceof JournalEntry.Closed closed) {
                Optional<String> broken = contradiction(
                        closed, choices.getOrDefault(closed.header().id(), OnExpiry.BOOK_TRACKED));
                JournalEntry.Closed before = expired.get(closed.header().id());
                if (broken.isPresent()) {
                    return broken;
                } else if (closed.late()
                        && (before == null || !closed.bookedBefore().equals(before.charged()))) {
                    return Optional.of("booked before is not what expiry charged: " + before + ", then " + closed);
                } else if (closed.kind() == CloseKind.EXPIRED) {
                    expired.put(closed.header().id(), closed);
                }
            }
        }
        return Optional.empty();
    }

    private static String occupied(JournalEntry.Closed entry, Resource resource) {
        boolean comesBack = entry.charged().get(resource) == 0
                && entry.returned().get(resource) == entry.held().get(resource);
        return comesBack ? "" : "returned = held: it is occupied, not spent";
    }

    private static String consumable(JournalEntry.Closed entry, Resource resource, boolean booksHeld) {
        long held = entry.held().get(resource);
        long used = entry.used().get(resource);
        long charged = entry.charged().get(resource);
        long booked = entry.bookedBefore().get(resource);
        long returned = entry.returned().get(resource);
        long overrun = entry.overrun().get(resource);
        long uncollected = entry.uncollected().get(resource);
        long overcharged = entry.overcharged().get(resource);
        long beyondHold = entry.beyondHold().get(resource);
        if (charged + uncollected != used + overcharged || Math.min(uncollected, overcharged) != 0) {
            return "charged + uncollected = used + overcharged";
        } else if (charged + returned != held + beyondHold || Math.min(returned, beyondHold) != 0) {
            return "charged + returned = held + beyond hold";
        } else if (booksHeld && entry.kind() == CloseKind.EXPIRED && charged < held) {
            return "an expiry that books the hold: charged = held, or more";
        } else if (!entry.late() && held != charged + returned - overrun + uncollected) {
            return "in time: held = charged + returned − overrun + uncollected";
        } else if (booksHeld && entry.kind() == CloseKind.EXPIRED) {
            return booked == 0 && (overcharged == 0 || charged == held)
                    ? ""
                    : "an expiry that books the hold: no more than that is overcharged";
        } else if (!entry.late() && (booked != 0 || overcharged != 0)) {
            return "in time: nothing was booked before, nothing is overcharged";
        } else if (overcharged != 0 && charged > booked) {
            return "late: what is overcharged was booked before";
        } else if (!booksHeld && (booked > charged || (overcharged != 0 && charged != booked))) {
            return "late: nothing is taken back but of a hold";
        } else if (booked > charged && uncollected != 0) {
            return "late: nothing is taken back of what was used";
        }
        return "";
    }
}
