package io.stipend.core.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.Outcome;
import io.stipend.core.spi.OutcomeUnknownException;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One verb of a store: how long it took, what it answered, how it failed. Thread safe. */
final class MeteredVerb {

    /** The outcome of a call in which an exception was thrown. */
    static final String FAILED = "FAILED";

    /** The store did what was asked, or not, and cannot say which. */
    private static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

    private final Telemetry telemetry;
    private final String verb;
    private final Timer timer;
    private final Counter failed;
    private final Map<Outcome.Kind, Counter> answers = new EnumMap<>(Outcome.Kind.class);
    private final Map<String, Counter> failures = new TreeMap<>();

    /** @param expected what it mostly answers: reported from the start, with zero */
    MeteredVerb(Telemetry telemetry, String verb, Outcome.Kind... expected) {
        this.telemetry = telemetry;
        this.verb = verb;
        timer = telemetry.presentTimer(
                "stipend.store.latency", "How long the store took to answer a verb", "verb", verb);
        failed = calls(FAILED);
        for (Outcome.Kind kind : expected) {
            answers.put(kind, calls(kind.name()));
        }
        for (CreditStoreException.Kind kind : CreditStoreException.Kind.values()) {
            failures.put(kind.name(), failures(kind.name()));
        }
        failures.put(OUTCOME_UNKNOWN, failures(OUTCOME_UNKNOWN));
    }

    private Counter calls(String outcome) {
        return telemetry.presentCounter(
                "stipend.store.calls", "Calls of the store, by what it answered", "verb", verb, "outcome", outcome);
    }

    private Counter failures(String kind) {
        return telemetry.presentCounter("stipend.store.failures", "Calls in which the store failed", "kind", kind);
    }

    <T> T call(Supplier<T> call, Function<T, Outcome.Kind> outcome) {
        return timer.record(() -> {
            try {
                T answer = call.get();
                count(outcome.apply(answer));
                return answer;
            } catch (CreditStoreException failure) {
                failed.increment();
                increment(failures.get(
                        failure instanceof OutcomeUnknownException
                                ? OUTCOME_UNKNOWN
                                : failure.kind().name()));
                throw failure;
            } catch (RuntimeException refusal) {
                // What the caller got wrong, or a defect: not a failure that the store knows.
                failed.increment();
                throw refusal;
            }
        });
    }

    private void count(Outcome.Kind kind) {
        Counter known = answers.get(kind);
        (known == null ? calls(kind.name()) : known).increment();
    }

    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }
}
