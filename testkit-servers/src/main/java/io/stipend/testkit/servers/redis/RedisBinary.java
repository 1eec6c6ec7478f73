package io.stipend.testkit.servers.redis;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.binaries.BinaryCache;
import io.stipend.testkit.servers.internal.process.ServerUser;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The Redis server for this machine, which is a file on the class path. */
final class RedisBinary {

    private static final String VERSION = "7.0.15";

    private RedisBinary() {}

    /**
     * The server's executable.
     *
     * @throws ServerUnavailableException if there is none for this machine on the class path
     */
    static Path unpacked() {
        URL file = RedisBinary.class.getResource("/redis-server-" + VERSION + "-" + platform());
        if (file == null) {
            throw new ServerUnavailableException("no Redis binary for this machine (" + platform()
                    + ") on the class path; add org.signal:embedded-redis in test scope");
        }
        return BinaryCache.of(ServerUser.SAME).executable("redis-server", file);
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String processor = List.of("aarch64", "arm64").contains(machine) ? "arm64" : "amd64";
        return (system.startsWith("mac") ? "darwin-" : "linux-") + processor;
    }
}
