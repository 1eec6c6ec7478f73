package io.stipend.cli.replay;

import io.stipend.cli.console.Progress;
import io.stipend.cli.replay.engine.ReplayRun;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** The replay that runs, for whoever wants to stop it; several may run after each other. Thread safe. */
final class RunningReplay {

    private final PrintWriter err;
    private @Nullable ReplayRun<?> current;
    private boolean stopped;

    /** Nothing runs yet; progress is shown there. */
    RunningReplay(PrintWriter err) {
        this.err = err;
    }

    /** Runs a replay of so many requests; if it was stopped before, none of them. */
    @SuppressWarnings("try") // the bar is only to be closed
    <T> T run(ReplayRun<T> replay, long requests) throws InterruptedException {
        begin(replay);
        try (Progress bar = Progress.show(err, replay::done, requests)) {
            return replay.run();
        }
    }

    private synchronized void begin(ReplayRun<?> replay) {
        current = replay;
        if (stopped) {
            replay.stop();
        }
    }

    /** Lets what runs come to its end, and begins nothing more. */
    synchronized void stop() {
        stopped = true;
        if (current != null) {
            current.stop();
        }
    }
}
