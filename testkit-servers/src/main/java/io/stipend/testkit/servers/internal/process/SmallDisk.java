package io.stipend.testkit.servers.internal.process;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system with little room that one server alone sees. It is in memory, mounted in a namespace of the server's own,
 * so nobody has to unmount it: it ends with the server, whatever ends that. Needs Linux, and root or the right to make user
 * namespaces.
 *
 * @param folder where it is; in the eyes of everybody else, an empty folder
 */
public record SmallDisk(Path folder, long bytes, ServerUser serverUser) {

    /** Mounts, then becomes what is left of the arguments. */
    private static final String MOUNT = "mount -t tmpfs -o \"$1\" tmpfs \"$2\" && shift 2 && exec \"$@\"";

    /**
     * Makes the folder.
     *
     * @throws ServerUnavailableException if nothing can be mounted here
     */
    public static SmallDisk in(Path folder, long bytes, ServerUser serverUser, Path log) throws IOException {
        SmallDisk disk = new SmallDisk(Files.createDirectory(folder), bytes, serverUser);
        serverUser.makeOwnerOf(folder);
        if (!SystemCommands.isInstalled("unshare")
                || SystemCommands.run(disk.run(List.of("true")), Path.of("/"), log) != 0) {
            throw new ServerUnavailableException(
                    "no small disk for the server: that takes unshare (of util-linux), and root"
                            + " with the right to mount, or anybody with the right to make user namespaces");
        }
        return disk;
    }

    /** A command line that runs a command under the server's user, in the same process, where the disk is mounted. */
    public List<String> run(List<String> command) throws IOException {
        List<String> line = new ArrayList<>(List.of("unshare", "--mount"));
        String owner = "";
        List<String> last = serverUser.commandLine(command);
        if (serverUser == ServerUser.SAME) {
            // Only who is root there may mount, and PostgreSQL does not run as root: in, and out again.
            line.addAll(List.of("--user", "--map-root-user"));
            last = new ArrayList<>(
                    List.of("unshare", "--user", "--map-user=" + id("uid"), "--map-group=" + id("gid"), "--"));
            last.addAll(command);
        } else {
            line.addAll(List.of("--propagation", "private"));
            owner = ",uid=" + id("uid") + ",gid=" + id("gid");
        }
        line.addAll(List.of("--", "sh", "-c", MOUNT, "sh", "mode=0700,size=" + bytes + owner, folder.toString()));
        line.addAll(last);
        return List.copyOf(line);
    }

    private Object id(String which) throws IOException {
        return Files.getAttribute(folder, "unix:" + which);
    }
}
