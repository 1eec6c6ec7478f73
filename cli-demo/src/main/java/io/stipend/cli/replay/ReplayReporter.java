package io.stipend.cli.replay;

/** Tells what a replay ended with, while what it ran on can still be looked at. */
@FunctionalInterface
interface ReplayReporter {

    /** Tells it, and returns the exit status. */
    int report(ReplayResult result) throws InterruptedException;
}
