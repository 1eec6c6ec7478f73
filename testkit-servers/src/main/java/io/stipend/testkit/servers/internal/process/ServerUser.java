package io.stipend.testkit.servers.internal.process;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The account that a server runs under: that of the tests, unless that is root. PostgreSQL refuses to run as root, so
 * its servers then run as nobody, who owns their data and can reach their binaries.
 */
public enum ServerUser {
    SAME,
    NOBODY;

    /** Nobody's number on every Linux distribution; no entry in the password file is needed. */
    private static final int NOBODY_ID = 65534;

    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    /** The account for servers of this JVM. */
    public static ServerUser current() {
        try {
            Path probe = Files.createTempFile("stipend-account-", "");
            try {
                return Integer.valueOf(0).equals(Files.getAttribute(probe, "unix:uid")) ? NOBODY : SAME;
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the folder for temporary files " + TEMPORARY, e);
        }
    }

    /** A command line that runs a command under this user, in the same process. */
    public List<String> commandLine(List<String> command) {
        if (this == SAME) {
            return command;
        }
        List<String> line = new ArrayList<>(
                List.of("setpriv", "--reuid=" + NOBODY_ID, "--regid=" + NOBODY_ID, "--clear-groups", "--"));
        line.addAll(command);
        return List.copyOf(line);
    }

    /** Makes this account the owner of a file or folder of ours. */
    public void makeOwnerOf(Path path) throws IOException {
        if (this == NOBODY) {
            Files.setAttribute(path, "unix:uid", NOBODY_ID);
            Files.setAttribute(path, "unix:gid", NOBODY_ID);
        }
    }

    /** Whether this account can pass through all folders above one of ours, and through it if it exists. */
    public boolean canReach(Path folder) throws IOException {
        if (this == SAME) {
            return true;
        }
        for (Path above = folder.toAbsolutePath(); above != null; above = above.getParent()) {
            if (Files.exists(above)
                    && !Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes an empty folder for one server, in the folder for temporary files.
     *
     * @throws ServerUnavailableException if this account cannot get there, or we cannot run anything under it
     */
    public Path workFolder(String prefix) throws IOException {
        if (this == NOBODY && !SystemCommands.isInstalled("setpriv")) {
            throw new ServerUnavailableException(
                    "the server runs as nobody because the tests run as root, and that needs"
                            + " setpriv (of util-linux), which is not on the PATH; install it, or run the tests as somebody else");
        }
        if (!canReach(TEMPORARY)) {
            throw new ServerUnavailableException("the server runs as nobody (number " + NOBODY_ID
                    + ") because the tests run as root, and nobody may not pass through " + TEMPORARY
                    + "; set -Djava.io.tmpdir to a folder open to all, such as /tmp");
        }
        Path folder = Files.createTempDirectory(TEMPORARY, prefix);
        if (this == NOBODY) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return folder;
    }
}
