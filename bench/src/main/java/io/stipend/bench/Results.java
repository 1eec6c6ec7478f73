package io.stipend.bench;

import java.util.List;
import java.util.Optional;

/** The measurements of one run. */
record Results(List<Measurement> all) {

    Optional<Measurement> find(String name, int callers, int accounts) {
        return all.stream().filter(m -> m.is(name, callers, accounts)).findFirst();
    }

    /**
     * The measurement of a case.
     *
     * @throws IllegalArgumentException when the case was not measured
     */
    Measurement get(String name, int callers, int accounts) {
        return find(name, callers, accounts)
                .orElseThrow(() -> new IllegalArgumentException(
                        "not measured: " + name + " with " + callers + " callers on " + accounts + " accounts"));
    }

    /** The cost of an operation in operations of another case with the same callers and accounts, if that was measured. */
    Optional<Double> cost(Measurement measurement, String other) {
        return find(other, measurement.callers(), measurement.accounts())
                .map(peer -> peer.opsPerSecond() / measurement.opsPerSecond());
    }
}
