package io.stipend.pools;

import io.stipend.core.model.ResourceVector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the entries of a record add up to. Not thread safe. */
final class RecordedPaths {

    private final Map<Integer, Recorded> paths = new LinkedHashMap<>();

    /** Takes in the next entry. One of a path that was not named says nothing. */
    void add(RecordEntry entry) {
        Recorded known = paths.get(entry.path());
        if (entry instanceof RecordEntry.Path path) {
            if (known == null) {
                paths.put(path.path(), new Recorded(path));
            } else {
                known.renamed(path);
            }
        } else if (known == null) {
            return;
        } else if (entry instanceof RecordEntry.Opened opened) {
            known.opened(opened);
        } else if (entry instanceof RecordEntry.Settled settled) {
            known.spent = BlockLedger.sum(known.spent, settled.charged()).excessOver(settled.before());
        } else if (entry instanceof RecordEntry.Counted counted) {
            known.spent = counted.spent();
        } else if (entry instanceof RecordEntry.Booked booked) {
            known.booked(booked.booked());
        } else {
            paths.remove(entry.path());
        }
    }

    /** All paths that are named, and not forgotten. */
    Collection<Recorded> paths() {
        return List.copyOf(paths.values());
    }

    /** The fewest entries that add up to the same. */
    List<RecordEntry> entries() {
        List<RecordEntry> entries = new ArrayList<>();
        for (Recorded each : paths.values()) {
            entries.add(each.path);
            entries.addAll(each.openings);
            entries.add(new RecordEntry.Counted(each.path.path(), each.spent));
        }
        return entries;
    }

    /** One path. */
    static final class Recorded {
        private RecordEntry.Path path;
        private ResourceVector spent;
        private final List<RecordEntry.Opened> openings = new ArrayList<>();

        private Recorded(RecordEntry.Path path) {
            this.path = path;
            this.spent = path.booked();
        }

        /** The path, with what is booked but for its openings. */
        RecordEntry.Path path() {
            return path;
        }

        /** What was asked for and is not known to be closed, the earliest first. */
        List<RecordEntry.Opened> openings() {
            return List.copyOf(openings);
        }

        /** What was spent of one of them: until the next one was asked for, or until now. */
        ResourceVector amountOf(int opening) {
            ResourceVector until =
                    opening + 1 < openings.size() ? openings.get(opening + 1).booked() : spent;
            return until.excessOver(openings.get(opening).booked());
        }

        /** What was spent and is of no opening. */
        ResourceVector left() {
            return openings.isEmpty() ? spent.excessOver(path.booked()) : ResourceVector.ZERO;
        }

        /** All that was ever spent. */
        ResourceVector spent() {
            return spent;
        }

        private void renamed(RecordEntry.Path now) {
            path = new RecordEntry.Path(path.path(), now.accounts(), now.terms(), path.booked());
        }

        private void opened(RecordEntry.Opened entry) {
            if (openings.isEmpty()) {
                booked(entry.booked());
            }
            openings.add(entry);
        }

        private void booked(ResourceVector booked) {
            path = new RecordEntry.Path(path.path(), path.accounts(), path.terms(), booked);
            spent = BlockLedger.sum(spent, booked.excessOver(spent));
            while (!openings.isEmpty() && isClosed(booked)) {
                openings.remove(0);
            }
        }

        /** Whether the first opening is closed: another followed, or it was settled with something. */
        private boolean isClosed(ResourceVector booked) {
            return openings.size() > 1
                    ? openings.get(1).booked().excessOver(booked).isZero()
                    : !openings.get(0).booked().equals(booked);
        }
    }
}
