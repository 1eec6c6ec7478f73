package io.stipend.bench;

import java.util.List;
import java.util.Optional;

/** The measurements of one run, to be looked up. */
record Results(List<Measurement> all) {

    Optional<Measurement> find(String name, int callers, int accounts) {
        return all.stream().filter(m -> m.is(name, callers, accounts)).findFirst();
    }

    /**
     * A case that was measured.
     *
     * @throws IllegalArgumentException when it was not
     */
    Measurement get(String name, int callers, int accounts) {
        return find(name, callers, accounts)
                .orElseThrow(() -> new IllegalArgumentException(
                        "not measured: " + name + " with " + callers + " callers on " + accounts + " accounts"));
    }

    /** How many operations of another case one operation of this costs, at the same callers and accounts, if measured. */
    Optional<Double> cost(Measurement measurement, String other) {
        return find(other, measurement.callers(), measurement.accounts())
                .map(peer -> peer.opsPerSecond() / measurement.opsPerSecond());
    }
}
