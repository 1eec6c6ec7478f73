package io.stipend.testkit.servers.internal.binaries;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks {@code .tar.xz} archives, so that neither {@code tar} nor {@code xz} need be installed. */
final class TarXz {

    private static final int EXECUTABLE = 0b001_000_000;

    private TarXz() {}

    /** Unpacks into an empty folder: folders, files (executable or not, and open to all to read) and links. */
    static void unpack(InputStream archive, Path target) throws IOException {
        Path root = target.toRealPath();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, root);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path path = inside(root, entry.getName());
        if (entry.isDirectory()) {
            makeFolder(path);
            return;
        }
        makeFolder(Objects.requireNonNull(path.getParent()));
        if (entry.isSymbolicLink()) {
            inside(
                    root,
                    root.relativize(path.resolveSibling(entry.getLinkName())).toString());
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(path, inside(root, entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(tar, path);
            openToAll(path, (entry.getMode() & EXECUTABLE) != 0);
        } else {
            throw new IOException("an entry that is neither file, folder nor link: " + entry.getName());
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            makeFolder(Objects.requireNonNull(folder.getParent()));
            openToAll(Files.createDirectory(folder), true);
        }
    }

    /** Whatever the umask is: another account may have to run it. */
    private static void openToAll(Path path, boolean executable) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static Path inside(Path root, String name) throws IOException {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root)) {
            throw new IOException("an entry outside of the archive's folder: " + name);
        }
        return path;
    }
}
