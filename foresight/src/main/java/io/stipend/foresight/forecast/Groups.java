package io.stipend.foresight.forecast;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The groups that are remembered: as many as fit, those that were learned from last. The group of all steps is always remembered.
 *
 * <p>Anybody may {@linkplain #find look}. One thread at a time may do the rest.
 */
final class Groups {

    private final int limit;
    private final Map<GroupKey, Group> byKey = new ConcurrentHashMap<>();
    private final Group all = new Group(GroupKey.ALL);

    /** The end of a ring, from the group that was learned from last to the one that is forgotten next. */
    private final Group ring = new Group(GroupKey.ALL);

    /** A group, and its place in the ring. */
    static final class Group {

        final GroupKey key;
        final Histogram histogram = new Histogram();
        private Group newer = this;
        private Group older = this;

        Group(GroupKey key) {
            this.key = key;
        }

        private void unlink() {
            newer.older = older;
            older.newer = newer;
        }

        private void linkAfter(Group place) {
            newer = place;
            older = place.older;
            older.newer = this;
            place.older = this;
        }
    }

    Groups(int limit) {
        this.limit = limit;
    }

    /** A group, if anything is known of it. */
    @Nullable
    Group find(GroupKey key) {
        return key.equals(GroupKey.ALL) ? all : byKey.get(key);
    }

    /** The middle of the octave of input that half of a model's outcomes are below; nothing if their input is not known. */
    OptionalLong typicalInput(String model) {
        double[] counts = new double[GroupKey.OCTAVES];
        double all = 0;
        for (int octave = 0; octave < counts.length; octave++) {
            Group group = find(GroupKey.ofInput(model, octave));
            counts[octave] = group == null ? 0 : group.histogram.count();
            all += counts[octave];
        }
        double below = 0;
        for (int octave = 0; octave < counts.length; octave++) {
            below += counts[octave];
            if (counts[octave] > 0 && below >= all / 2) {
                return OptionalLong.of(Math.round(Math.scalb(Math.sqrt(2), octave)) - 1);
            }
        }
        return OptionalLong.empty();
    }

    /** A group to add to. Where there is no room for another one, that which was not added to for longest is forgotten. */
    Group touch(GroupKey key) {
        if (key.equals(GroupKey.ALL)) {
            return all;
        }
        Group group = byKey.get(key);
        if (group == null) {
            makeRoom();
            group = new Group(key);
            byKey.put(key, group);
        } else {
            group.unlink();
        }
        group.linkAfter(ring);
        return group;
    }

    private void makeRoom() {
        while (byKey.size() >= limit) {
            Group oldest = ring.newer;
            oldest.unlink();
            byKey.remove(oldest.key);
        }
    }

    /** How many there are, that of all steps included. */
    int size() {
        return byKey.size() + 1;
    }

    /** All of them, those that would be forgotten first at the beginning, and that of all steps at the end. */
    List<Group> oldestFirst() {
        List<Group> groups = new ArrayList<>(size());
        for (Group group = ring.newer; group != ring; group = group.newer) {
            groups.add(group);
        }
        groups.add(all);
        return groups;
    }
}
