package io.stipend.core.execution;

import io.stipend.core.model.Checks;
import io.stipend.core.model.Durations;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How a handle treats its reservation. Immutable; start from {@link #DEFAULT} and change what differs.
 *
 * @param maxRunTime how long after its start the handle keeps the lease alive at most, from 1 ms to 30 days: one that
 *     hangs or is never closed lets go then. Usage reports renew the lease by themselves, whenever they come
 * @param onTrouble told when a renewal fails for the first time, and when the hold is lost; see {@link
 *     Execution#renewalFailure} and {@link Execution#isLost}. Called on a thread that renews, so it must be quick
 */
public record ExecutionOptions(Duration maxRunTime, Consumer<Execution> onTrouble) {

    /** A day at most; trouble is logged only. */
    public static final ExecutionOptions DEFAULT = new ExecutionOptions(Duration.ofDays(1), execution -> {});

    public ExecutionOptions {
        Durations.millisWithin(maxRunTime, Duration.ofMillis(1), Duration.ofDays(30), "longest run time");
        Checks.present(onTrouble, "listener for trouble");
    }

    public ExecutionOptions withMaxRunTime(Duration other) {
        return new ExecutionOptions(other, onTrouble);
    }

    public ExecutionOptions withOnTrouble(Consumer<Execution> other) {
        return new ExecutionOptions(maxRunTime, other);
    }
}
