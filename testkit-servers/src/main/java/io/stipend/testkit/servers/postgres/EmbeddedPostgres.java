package io.stipend.testkit.servers.postgres;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.process.Ports;
import io.stipend.testkit.servers.internal.process.ServerProcess;
import io.stipend.testkit.servers.internal.process.ServerUser;
import io.stipend.testkit.servers.internal.process.Watchdog;
import io.stipend.testkit.servers.process.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;

/** A PostgreSQL server that this JVM started from the binaries, with a superuser and a random password. */
public final class EmbeddedPostgres extends EmbeddedServer implements PostgresServer {

    /** Rolls back what runs, writes everything, ends: PostgreSQL's "fast shutdown". */
    private static final String STOP_SIGNAL = "INT";

    private final PostgresCluster cluster;

    private EmbeddedPostgres(PostgresCluster cluster, Watchdog watchdog, int port) {
        super("PostgreSQL", STOP_SIGNAL, port, cluster.log(), watchdog);
        this.cluster = cluster;
    }

    static EmbeddedPostgres start(PostgresOptions options) {
        PostgresProbe.requireDriver();
        ServerUser serverUser = ServerUser.current();
        return start(
                serverUser,
                (workFolder, watchdog) -> PostgresCluster.initialize(
                        PostgresBinaries.unpacked(serverUser), options, serverUser, workFolder, watchdog));
    }

    /** Makes the data of a server. */
    private interface Maker {
        PostgresCluster make(Path workFolder, Watchdog watchdog) throws IOException;
    }

    private static EmbeddedPostgres start(ServerUser serverUser, Maker maker) {
        try {
            Path workFolder = serverUser.workFolder("stipend-postgres-");
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
        return "jdbc:postgresql://" + host() + ":" + port() + "/" + PostgresCluster.DATABASE;
    }

    @Override
    public String user() {
        return PostgresCluster.USER;
    }

    @Override
    public String password() {
        return cluster.password();
    }

    /**
     * Starts a server of its own that follows this one: a hot standby, with the same user and password, that streams what this
     * one writes and can be read. {@code SELECT pg_promote()} on it ends that. This server is stopped while its data are
     * copied, and started again.
     */
    public EmbeddedPostgres startStandby() {
        return aloneGet(() -> {
            stop();
            return start(ServerUser.current(), (workFolder, watchdog) -> {
                PostgresCluster follower = cluster.follower(workFolder, port());
                restart();
                return follower;
            });
        });
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

    /** Where the server keeps its data. */
    public Path dataDirectory() {
        return cluster.data();
    }

    @Override
    protected ServerProcess startProcess(Watchdog watchdog) throws IOException {
        return cluster.start(port(), watchdog);
    }

    @Override
    protected boolean answers() {
        return new PostgresProbe(this).answers();
    }

    @Override
    protected boolean saysPortTaken(String logged) {
        return logged.contains("could not bind");
    }

    @Override
    protected void afterStop() {
        cluster.freeSharedMemory();
    }
}
