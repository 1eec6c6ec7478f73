package io.stipend.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server that this JVM started from the binaries, listening on 127.0.0.1 only, with a superuser and a random
 * password. Every method blocks until what it says is done, tens of milliseconds as a rule, and waits for its turn while
 * another one works. Thread safe.
 *
 * <p>The server ends with this JVM, even when that is killed, and so does its temporary folder.
 */
public final class EmbeddedPostgres implements PostgresServer, AutoCloseable {

    /** Rolls back what runs, writes everything, ends: PostgreSQL's "fast shutdown". */
    private static final String STOP_SIGNAL = "INT";

    /** Recovery after a crash is part of a start. */
    private static final Duration MOST_FOR_START = Duration.ofSeconds(60);

    private final PostgresCluster cluster;
    private final Watchdog watchdog;
    private final int port;
    private final ReentrantLock lifecycle = new ReentrantLock();

    private @Nullable ServerProcess process;
    private boolean closed;

    private EmbeddedPostgres(PostgresCluster cluster, Watchdog watchdog, int port) {
        this.cluster = cluster;
        this.watchdog = watchdog;
        this.port = port;
    }

    static EmbeddedPostgres start(PostgresOptions options) {
        PostgresProbe.requireDriver();
        Account account = Account.current();
        return start(
                account,
                (workFolder, watchdog) -> PostgresCluster.initialize(
                        PostgresBinaries.unpacked(account), options, account, workFolder, watchdog));
    }

    /** Makes the data of a server. */
    private interface Maker {
        PostgresCluster make(Path workFolder, Watchdog watchdog) throws IOException;
    }

    private static EmbeddedPostgres start(Account account, Maker maker) {
        try {
            Path workFolder = account.workFolder("stipend-postgres-");
            Watchdog watchdog = Watchdog.start(STOP_SIGNAL, workFolder);
            try {
                return start(maker.make(workFolder, watchdog), watchdog);
            } catch (IOException | RuntimeException | Error e) {
                watchdog.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ServerUnavailableException("cannot start PostgreSQL: " + e.getMessage(), e);
        }
    }

    private static EmbeddedPostgres start(PostgresCluster cluster, Watchdog watchdog) throws IOException {
        EmbeddedPostgres server = new EmbeddedPostgres(cluster, watchdog, Ports.free());
        try {
            server.launch();
            return server;
        } catch (PortTakenException e) {
            // Somebody was quicker. Twice in a row it would be something else.
            EmbeddedPostgres second = new EmbeddedPostgres(cluster, watchdog, Ports.free());
            second.launch();
            return second;
        }
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host() + ":" + port + "/" + PostgresCluster.DATABASE;
    }

    @Override
    public String user() {
        return PostgresCluster.USER;
    }

    @Override
    public String password() {
        return cluster.password();
    }

    @Override
    public String host() {
        return Ports.LOOPBACK;
    }

    @Override
    public int port() {
        return port;
    }

    /**
     * Starts a server of its own that follows this one: a hot standby, with the same user and password, that streams what this
     * one writes and can be read. {@code SELECT pg_promote()} on it ends that. This server is stopped while its data are
     * copied, and started again.
     */
    public EmbeddedPostgres startStandby() {
        lifecycle.lock();
        try {
            stop();
            return start(Account.current(), (workFolder, watchdog) -> {
                PostgresCluster follower = cluster.follower(workFolder, port);
                restart();
                return follower;
            });
        } finally {
            lifecycle.unlock();
        }
    }

    /**
     * Where the small disk of {@link PostgresOptions#withSmallDisk} is in the server's eyes: an empty folder that it may use as
     * the place of a tablespace, and write other files to.
     *
     * @throws IllegalStateException if the server was started without one
     */
    public Path smallDisk() {
        return cluster.smallDisk().orElseThrow(() -> new IllegalStateException("started without a small disk"));
    }

    /** The number of the server's first process, the parent of the others; of its last run if it does not run. */
    public long pid() {
        lifecycle.lock();
        try {
            return requireStarted().pid();
        } finally {
            lifecycle.unlock();
        }
    }

    /** Where the server keeps its data. */
    public Path dataDirectory() {
        return cluster.data();
    }

    /** What the server has logged since its first start, for reading by people. */
    public Path log() {
        return cluster.log();
    }

    /**
     * Kills the server and all its processes at once with SIGKILL: a crash, after which {@link #restart} recovers. Does
     * nothing if it does not run.
     */
    public void kill9() {
        alone(() -> requireStarted().kill());
    }

    /** Stops the server: what runs is rolled back, connections end, data stays. Does nothing if it does not run. */
    public void stop() {
        alone(() -> requireStarted().stop(STOP_SIGNAL));
    }

    /**
     * Starts the server again on its data and its port, and returns when it answers; stops it first if it runs. After
     * {@link #kill9} it recovers, so the time this takes grows with what it has to redo.
     *
     * @throws IllegalStateException if it does not come up, with the end of its log; or if it was closed
     */
    public void restart() {
        alone(() -> {
            if (closed) {
                throw new IllegalStateException("this server has been closed");
            }
            requireStarted().stop(STOP_SIGNAL);
            Await.until("port " + port + " to be free again", MOST_FOR_START, () -> Ports.isFree(port));
            try {
                launch();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start PostgreSQL again", e);
            }
        });
    }

    /**
     * Freezes the server and all its processes with SIGSTOP: connections stay, new ones are accepted by the operating
     * system, and nothing is ever answered.
     *
     * @throws IllegalStateException if the server does not run
     */
    public void pause() {
        alone(() -> requireStarted().pause());
    }

    /** Wakes what {@link #pause} froze; does nothing if nothing is frozen. */
    public void resume() {
        alone(() -> requireStarted().resume());
    }

    /**
     * Stops the server and deletes its temporary folder; a data directory of the caller's stays. Closing again does
     * nothing.
     */
    @Override
    public void close() {
        alone(() -> {
            if (!closed) {
                closed = true;
                stop();
                cluster.freeSharedMemory();
                watchdog.close();
            }
        });
    }

    @Override
    public String toString() {
        return "PostgreSQL on " + host() + ":" + port;
    }

    private void launch() throws IOException {
        long logged = cluster.logged();
        ServerProcess started = cluster.start(port, watchdog);
        process = started;
        PostgresProbe probe = new PostgresProbe(this);
        try {
            Await.until("PostgreSQL to answer", MOST_FOR_START, () -> !started.isAlive() || probe.answers());
        } catch (RuntimeException e) {
            started.kill();
            throw new IllegalStateException(
                    "PostgreSQL started and does not answer; its log ends:\n" + cluster.log(logged), e);
        }
        if (!started.isAlive()) {
            started.stop(STOP_SIGNAL);
            throw PortTakenException.orOther("PostgreSQL did not start; its log ends:\n" + cluster.log(logged));
        }
    }

    private ServerProcess requireStarted() {
        if (process == null) {
            throw new IllegalStateException("this server has not been started");
        }
        return process;
    }

    private void alone(Runnable action) {
        lifecycle.lock();
        try {
            action.run();
        } finally {
            lifecycle.unlock();
        }
    }

    /** The port that was free a moment ago is another's now. */
    private static final class PortTakenException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        private PortTakenException(String message) {
            super(message);
        }

        static IllegalStateException orOther(String message) {
            return message.contains("could not bind")
                    ? new PortTakenException(message)
                    : new IllegalStateException(message);
        }
    }
}
