package io.stipend.testkit.servers.internal.choice;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Looks for a container engine before Testcontainers does, whose own search takes long and logs much. */
public final class ContainerEngine {

    private ContainerEngine() {}

    /**
     * Returns if an engine could be there.
     *
     * @throws ServerUnavailableException if there is no trace of one
     */
    public static void requireSocket(Map<String, String> environment) {
        if (!environment.getOrDefault("DOCKER_HOST", "").isEmpty()) {
            return;
        }
        Path home = Path.of(System.getProperty("user.home"));
        List<Path> traces = List.of(
                Path.of("/var/run/docker.sock"),
                Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/run"), "docker.sock"),
                home.resolve(".docker/run/docker.sock"),
                home.resolve(".testcontainers.properties"));
        if (traces.stream().noneMatch(Files::exists)) {
            throw new ServerUnavailableException(
                    "no container engine: DOCKER_HOST is not set, and none of " + traces + " exists");
        }
    }
}
