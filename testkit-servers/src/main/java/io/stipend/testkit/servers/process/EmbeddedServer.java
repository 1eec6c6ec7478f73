package io.stipend.testkit.servers.process;

import io.stipend.testkit.servers.Await;
import io.stipend.testkit.servers.internal.process.Ports;
import io.stipend.testkit.servers.internal.process.ServerProcess;
import io.stipend.testkit.servers.internal.process.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every server has in common that this JVM started from a binary, listening on 127.0.0.1 only. Every method blocks
 * until what it says is done, tens of milliseconds as a rule, and waits for its turn while another one works. Thread safe.
 *
 * <p>The server ends with this JVM, even when that is killed, and so does its temporary folder.
 */
public abstract class EmbeddedServer implements AutoCloseable {

    /** Recovery after a crash is part of a start, and the machine may be busy. */
    private static final Duration MAX_FOR_START = Duration.ofMinutes(2);

    private final String name;
    private final String stopSignal;
    private final int port;
    private final Path log;
    private final Watchdog watchdog;
    private final ReentrantLock lifecycle = new ReentrantLock();

    private @Nullable ServerProcess process;
    private boolean closed;

    /**
     * A server that does not run yet.
     *
     * @param name for messages
     * @param stopSignal asks it to stop in good order
     */
    protected EmbeddedServer(String name, String stopSignal, int port, Path log, Watchdog watchdog) {
        this.name = name;
        this.stopSignal = stopSignal;
        this.port = port;
        this.log = log;
        this.watchdog = watchdog;
    }

    /** Starts the process, and returns before it answers. */
    protected abstract ServerProcess startProcess(Watchdog watchdog) throws IOException;

    /** Whether it answers, by its own protocol. */
    protected abstract boolean answers();

    /** Whether its log says that the port was taken. */
    protected abstract boolean saysPortTaken(String logged);

    /** Stops the server, which will not be started again. */
    protected void stopForGood() {
        stop();
    }

    /** Tidies up after the server has stopped for good. */
    protected void afterStop() {}

    /** The server's host. */
    public final String host() {
        return Ports.LOOPBACK;
    }

    /** The server's port. */
    public final int port() {
        return port;
    }

    /** The number of the server's first process, the parent of the others; of its last run if it does not run. */
    public final long pid() {
        return aloneGet(() -> requireStarted().pid());
    }

    /** What the server has logged since its first start, for reading by people. */
    public final Path log() {
        return log;
    }

    /**
     * Kills the server and all its processes at once with SIGKILL: a crash, after which {@link #restart} recovers. Does
     * nothing if it does not run.
     */
    public final void kill9() {
        alone(() -> requireStarted().kill());
    }

    /** Stops the server in good order: connections end, data stays. Does nothing if it does not run. */
    public final void stop() {
        alone(() -> requireStarted().stop(stopSignal));
    }

    /**
     * Starts the server again on its data and its port, and returns when it answers; stops it first if it runs. After
     * {@link #kill9} it recovers, so the time this takes grows with what it has to redo.
     *
     * @throws IllegalStateException if it does not come up, with the end of its log; or if it was closed
     */
    public final void restart() {
        alone(() -> {
            if (closed) {
                throw new IllegalStateException("this server has been closed");
            }
            requireStarted().stop(stopSignal);
            Await.until("port " + port + " to be free again", MAX_FOR_START, () -> Ports.isFree(port));
            try {
                launch();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start " + name + " again", e);
            }
        });
    }

    /**
     * Freezes the server and all its processes with SIGSTOP: connections stay, new ones are accepted by the operating
     * system, and nothing is ever answered.
     *
     * @throws IllegalStateException if the server does not run
     */
    public final void pause() {
        alone(() -> requireStarted().pause());
    }

    /** Wakes what {@link #pause} froze; does nothing if nothing is frozen. */
    public final void resume() {
        alone(() -> requireStarted().resume());
    }

    /**
     * Ends the server and deletes its temporary folder; a data directory of the caller's stays. Closing again does
     * nothing.
     */
    @Override
    public final void close() {
        alone(() -> {
            if (!closed) {
                closed = true;
                stopForGood();
                afterStop();
                watchdog.close();
            }
        });
    }

    @Override
    public final String toString() {
        return name + " on " + host() + ":" + port;
    }

    /** Starts the process and waits until it answers. */
    protected final void launch() throws IOException {
        long logged = Files.exists(log) ? Files.size(log) : 0;
        ServerProcess started = startProcess(watchdog);
        process = started;
        try {
            Await.until(name + " to answer", MAX_FOR_START, () -> !started.isAlive() || answers());
        } catch (RuntimeException e) {
            started.kill();
            throw new IllegalStateException(name + " started and does not answer; its log ends:\n" + logged(logged), e);
        }
        if (!started.isAlive()) {
            started.stop(stopSignal);
            String said = logged(logged);
            String message = name + " did not start; its log ends:\n" + said;
            throw saysPortTaken(said) ? new PortTakenException(message) : new IllegalStateException(message);
        }
    }

    /** The end of what was logged after so many bytes. */
    private String logged(long from) throws IOException {
        return ServerProcess.endOfLog(log, from);
    }

    private ServerProcess requireStarted() {
        if (process == null) {
            throw new IllegalStateException("this server has not been started");
        }
        return process;
    }

    private void alone(Runnable action) {
        aloneGet(() -> {
            action.run();
            return true;
        });
    }

    /** Does something while nobody else starts, stops or kills this server. */
    protected final <T> T aloneGet(Supplier<T> action) {
        lifecycle.lock();
        try {
            return action.get();
        } finally {
            lifecycle.unlock();
        }
    }

    /** The port that was free a moment ago is another's now. */
    protected static final class PortTakenException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        private PortTakenException(String message) {
            super(message);
        }
    }
}
