package io.stipend.core.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.OutcomeUnknownException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One verb of a store: how long it took, what it answered, how it failed. */
final class MeteredVerb {

    /** The store did what was asked, or not, and cannot say which. */
    private static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

    private final Timer timer;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Map<String, Counter> failures = new TreeMap<>();

    /** @param possible what it may answer; that it may fail goes without saying */
    MeteredVerb(Telemetry telemetry, String verb, Set<Outcome> possible) {
        timer = telemetry.presentTimer(
                "stipend.store.latency", "How long the store took to answer a verb", "verb", verb);
        for (Outcome outcome : Outcome.values()) {
            if (outcome == Outcome.FAILED || possible.contains(outcome)) {
                outcomes.put(
                        outcome,
                        telemetry.presentCounter(
                                "stipend.store.calls",
                                "Calls of the store, by what it answered",
                                "verb",
                                verb,
                                "outcome",
                                outcome.name()));
            }
        }
        for (CreditStoreException.Kind kind : CreditStoreException.Kind.values()) {
            failures.put(kind.name(), failures(telemetry, kind.name()));
        }
        failures.put(OUTCOME_UNKNOWN, failures(telemetry, OUTCOME_UNKNOWN));
    }

    private static Counter failures(Telemetry telemetry, String kind) {
        return telemetry.presentCounter("stipend.store.failures", "Calls in which the store failed", "kind", kind);
    }

    <T> T call(Supplier<T> verb, Function<T, Outcome> outcome) {
        return timer.record(() -> {
            try {
                T answer = verb.get();
                count(outcome.apply(answer));
                return answer;
            } catch (CreditStoreException failure) {
                count(Outcome.FAILED);
                increment(failures.get(
                        failure instanceof OutcomeUnknownException
                                ? OUTCOME_UNKNOWN
                                : failure.kind().name()));
                throw failure;
            } catch (RuntimeException refusal) {
                // What the caller got wrong, or a defect: not a failure that the store knows.
                count(Outcome.FAILED);
                throw refusal;
            }
        });
    }

    private void count(Outcome outcome) {
        increment(outcomes.get(outcome));
    }

    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }
}
