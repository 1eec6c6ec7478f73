package io.stipend.cli.replay.engine;

import java.util.Map;

/**
 * What a strategy did to a log.
 *
 * @param inWords its name
 * @param finished requests that ran to their end, by model; the empty name is that of requests whose model the log does not say
 * @param waited requests that waited for the pace
 * @param waitedMillis how long in all
 * @param deferred requests that were left to the end of the period, or a batch; none of them is run here
 * @param refused requests that the strategy refused; what accounts refused is counted with the others
 * @param truncated requests whose answer was cut off
 * @param wasted what those cost, in units of credits
 */
public record StrategyReport(
        String inWords,
        Map<String, Long> finished,
        long waited,
        long waitedMillis,
        long deferred,
        long refused,
        long truncated,
        long wasted) {

    /** All requests that ran to their end. */
    public long finishedInAll() {
        return finished.values().stream().mapToLong(Long::longValue).sum();
    }
}
