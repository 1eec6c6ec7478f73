package io.stipend.cli.console;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A progress bar on one line of standard error, gone when it is closed. Nothing at all where that is no terminal. */
public final class Progress implements AutoCloseable {

    /**
     * Set by the launcher: Java cannot tell whether standard error is a terminal, and {@code System.console()} answers
     * another question, differently in every other release.
     */
    private static final String TERMINAL = "stipend.terminal";

    private static final int MAX_WIDTH = 40;
    private static final String TITLE = "replaying  ";
    private static final long PERIOD_MILLIS = 100;

    private final PrintWriter err;
    private final LongSupplier done;
    private final long total;
    private final ScheduledExecutorService executor;

    private Progress(PrintWriter err, LongSupplier done, long total) {
        this.err = err;
        this.done = done;
        this.total = total;
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "stipend-progress");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Shows a bar from now on. */
    public static Progress show(PrintWriter err, LongSupplier done, long total) {
        Progress progress = new Progress(err, done, total);
        if (Boolean.getBoolean(TERMINAL)) {
            var unused = progress.executor.scheduleWithFixedDelay(
                    progress::draw, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
        return progress;
    }

    private void draw() {
        err.print("\r" + line(done.getAsLong(), total, Screen.columns()));
        err.flush();
    }

    /** The bar as it stands, without what clears the line; it leaves the last column free, where some terminals begin a new line. */
    static String line(long done, long total, int columns) {
        String numbers =
                String.format(Locale.ROOT, "  %3d %%  %,d of %,d", done * 100 / Math.max(1, total), done, total);
        int width = Math.max(0, Math.min(MAX_WIDTH, columns - 1 - TITLE.length() - numbers.length()));
        int filled = (int) (done * width / Math.max(1, total));
        return TITLE + "█".repeat(filled) + "░".repeat(width - filled) + numbers;
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (executor.awaitTermination(1, TimeUnit.SECONDS) && Boolean.getBoolean(TERMINAL)) {
                err.print("\r\u001b[K");
                err.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
