package io.stipend.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls a server so that it, or who calls it, is warm. */
final class HttpWarmup {

    private static final int CALLERS = 16;
    private static final int LOOK_SECONDS = 2;

    private HttpWarmup() {}

    /** Calls until the server's compilers work for less than {@link JmhRunner#WARM} of the time, or the time is up. */
    static void callUntilCompiled(HttpServerProcess server, int maxSeconds) throws IOException {
        long compiled = server.compiledMillis();
        for (int seconds = 0; seconds < maxSeconds; seconds += LOOK_SECONDS) {
            callFor(server, CALLERS, LOOK_SECONDS);
            long before = compiled;
            compiled = server.compiledMillis();
            if (compiled - before < JmhRunner.WARM * TimeUnit.SECONDS.toMillis(LOOK_SECONDS)) {
                return;
            }
        }
    }

    /** Calls for a while, each caller on a connection of its own. */
    static void callFor(HttpServerProcess server, int callers, int seconds) {
        long beganNanos = System.nanoTime();
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            String prefix = "warm-" + beganNanos + '-' + caller + '-';
            calls.add(CompletableFuture.runAsync(
                    () -> call(server, prefix, beganNanos + TimeUnit.SECONDS.toNanos(seconds)),
                    task -> new Thread(task).start()));
        }
        calls.forEach(CompletableFuture::join);
    }

    private static void call(HttpServerProcess server, String prefix, long endNanos) {
        try (HttpClientConnection connection = server.connect()) {
            for (int i = 0; System.nanoTime() < endNanos; i++) {
                HttpPair.send(connection, prefix + i);
            }
        }
    }
}
