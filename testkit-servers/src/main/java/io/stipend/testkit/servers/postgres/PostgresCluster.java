package io.stipend.testkit.servers.postgres;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.process.Ports;
import io.stipend.testkit.servers.internal.process.ServerProcess;
import io.stipend.testkit.servers.internal.process.ServerUser;
import io.stipend.testkit.servers.internal.process.SmallDisk;
import io.stipend.testkit.servers.internal.process.SystemCommands;
import io.stipend.testkit.servers.internal.process.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Scanner;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The data of one PostgreSQL server ("database cluster" is its word for that), and how the server is started on it. */
final class PostgresCluster {

    static final String USER = "stipend";
    static final String DATABASE = "postgres";

    private static final int PASSWORD_BYTES = 16;

    /** The line of the lock file, counted from 1, that holds the key and the number of the server's memory segment. */
    private static final int SEGMENT_LINE = 7;

    private final PostgresBinaries binaries;
    private final PostgresOptions options;
    private final ServerUser serverUser;
    private final Path workFolder;
    private final Path data;
    private final String password;
    private final @Nullable SmallDisk smallDisk;

    private PostgresCluster(
            PostgresBinaries binaries, PostgresOptions options, ServerUser serverUser, Path workFolder, String password)
            throws IOException {
        this.binaries = binaries;
        this.password = password;
        this.options = options;
        this.serverUser = serverUser;
        this.workFolder = workFolder;
        this.data = options.dataDirectory().orElse(workFolder.resolve("data")).toAbsolutePath();
        this.smallDisk = options.smallDiskBytes() == 0
                ? null
                : SmallDisk.in(workFolder.resolve("small"), options.smallDiskBytes(), serverUser, log());
    }

    /** Makes new data, with one superuser. */
    static PostgresCluster initialize(
            PostgresBinaries binaries,
            PostgresOptions options,
            ServerUser serverUser,
            Path workFolder,
            Watchdog watchdog)
            throws IOException {
        PostgresCluster cluster = new PostgresCluster(binaries, options, serverUser, workFolder, randomPassword());
        cluster.makeDataDirectory();
        cluster.initdb(watchdog);
        return cluster;
    }

    /**
     * Copies the data, for a server that follows the one that runs on these. That must not run meanwhile.
     *
     * @param port where the server to be followed will listen
     */
    PostgresCluster follower(Path newWorkFolder, int port) throws IOException {
        String primary = "host=" + Ports.LOOPBACK + " port=" + port + " user=" + USER + " password=" + password;
        PostgresOptions following =
                new PostgresOptions(options.settings(), Optional.empty(), 0).with("primary_conninfo", primary);
        PostgresCluster follower = new PostgresCluster(binaries, following, serverUser, newWorkFolder, password);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = follower.data.resolve(data.relativize(file));
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                serverUser.makeOwnerOf(copy);
            }
        }
        serverUser.makeOwnerOf(Files.createFile(follower.data.resolve("standby.signal")));
        return follower;
    }

    String password() {
        return password;
    }

    Path data() {
        return data;
    }

    Path log() {
        return workFolder.resolve("log");
    }

    /** Starts the server, and returns before it answers. */
    ServerProcess start(int port, Watchdog watchdog) throws IOException {
        List<String> command = new ArrayList<>(List.of(binaries.postgres(), "-D", data.toString(), "-p", "" + port));
        set(command, "listen_addresses", Ports.LOOPBACK);
        set(command, "unix_socket_directories", "");
        // With the data, so that it goes when they go: /dev/shm keeps what a killed server had there.
        set(command, "dynamic_shared_memory_type", "mmap");
        options.settings().forEach((name, value) -> set(command, name, value));
        return ServerProcess.start(
                smallDisk == null ? serverUser.commandLine(command) : smallDisk.run(command),
                workFolder,
                log(),
                watchdog);
    }

    /** Where the small disk is, if there is one. */
    Optional<Path> smallDisk() {
        return Optional.ofNullable(smallDisk).map(SmallDisk::folder);
    }

    /**
     * Frees the one shared memory segment (56 bytes) that a killed server leaves with the operating system, where the
     * number of segments is bounded. The next start on the data would have done so; a clean stop already has. Where there
     * is no {@code ipcrm}, it stays.
     */
    void freeSharedMemory() {
        try {
            Path lockFile = data.resolve("postmaster.pid");
            if (!Files.exists(lockFile)) {
                return;
            }
            List<String> lines = Files.readAllLines(lockFile);
            if (lines.size() >= SEGMENT_LINE) {
                Scanner segment = new Scanner(lines.get(SEGMENT_LINE - 1));
                segment.nextLong();
                SystemCommands.run(List.of("ipcrm", "-m", Long.toString(segment.nextLong())), workFolder, log());
            }
        } catch (IOException e) {
            // Nothing is lost but those few bytes.
        }
    }

    private void makeDataDirectory() throws IOException {
        if (Files.exists(data)) {
            try (Stream<Path> content = Files.list(data)) {
                if (content.findAny().isPresent()) {
                    throw new IllegalArgumentException("the data directory " + data + " is not empty");
                }
            }
        } else {
            Files.createDirectory(data);
        }
        if (!serverUser.canReach(Objects.requireNonNull(data.getParent()))) {
            throw new IllegalArgumentException(
                    "the tests run as root and so PostgreSQL runs as nobody, who may not pass"
                            + " through the folders above the data directory " + data);
        }
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        serverUser.makeOwnerOf(data);
    }

    private void initdb(Watchdog watchdog) throws IOException {
        Path passwordFile = Files.createTempFile(workFolder, "password-", "");
        Files.writeString(passwordFile, password);
        serverUser.makeOwnerOf(passwordFile);
        ServerProcess initdb = ServerProcess.start(
                serverUser.commandLine(List.of(
                        binaries.initdb(),
                        "--pgdata=" + data,
                        "--username=" + USER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--no-locale",
                        // Nothing is lost if the machine crashes now but a test run.
                        "--no-sync")),
                workFolder,
                log(),
                watchdog);
        int exit = initdb.awaitEnd();
        Files.delete(passwordFile);
        if (exit != 0) {
            throw new ServerUnavailableException("initdb of " + binaries.home() + " failed with exit code " + exit
                    + "; if that folder is damaged, delete it. It printed:\n" + ServerProcess.endOfLog(log(), 0));
        }
    }

    private static void set(List<String> command, String name, String value) {
        command.add("-c");
        command.add(name + "=" + value);
    }

    private static String randomPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
