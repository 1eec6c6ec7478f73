package io.stipend.cli.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * When the process is asked to end (Ctrl-C), lets the work under way come to an orderly end first. Closed when the work
 * and its report are done.
 */
public final class StopOnSignal implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Duration grace;
    private final Thread hook;

    private StopOnSignal(Runnable stop, Duration grace) {
        this.grace = grace;
        this.hook = new Thread(() -> stopAndWait(stop), "stipend-stop");
    }

    /**
     * Watches from now on.
     *
     * @param stop asks the work to end; must not block
     */
    public static StopOnSignal watch(Runnable stop) {
        return watch(stop, Duration.ZERO);
    }

    /**
     * Watches from now on.
     *
     * @param stop asks the work to end; must not block
     * @param more how long the end may take besides the usual
     */
    public static StopOnSignal watch(Runnable stop, Duration more) {
        StopOnSignal watch = new StopOnSignal(stop, GRACE.plus(more));
        Runtime.getRuntime().addShutdownHook(watch.hook);
        return watch;
    }

    private void stopAndWait(Runnable stop) {
        stop.run();
        try {
            var unused = finished.await(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            // The hook runs; it has been told above.
        }
    }
}
