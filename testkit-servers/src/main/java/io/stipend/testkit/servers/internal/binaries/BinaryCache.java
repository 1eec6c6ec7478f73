package io.stipend.testkit.servers.internal.binaries;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.process.ServerUser;
import io.stipend.testkit.servers.internal.process.TemporaryFolders;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Where unpacked binaries stay between test runs: a folder of the user, with a folder for each archive, named by its
 * checksum. A folder is unpacked beside its place and then moved there at once, so that it is never seen half done,
 * whatever dies and however many builds unpack at the same time.
 */
public final class BinaryCache {

    private static final String NAME = "stipend-testkit";

    private final Path folder;

    private BinaryCache(Path folder) {
        this.folder = folder;
    }

    /** A cache in a folder, made if it does not exist. */
    static BinaryCache in(Path folder) throws IOException {
        return new BinaryCache(Files.createDirectories(folder));
    }

    /** The cache for binaries that an account is to run. */
    public static BinaryCache of(ServerUser serverUser) {
        List<String> refused = new ArrayList<>();
        for (Path folder : candidates()) {
            try {
                if (isUsable(folder, serverUser)) {
                    return new BinaryCache(folder);
                }
                refused.add(folder + " (not ours, or closed to the account of the server)");
            } catch (IOException e) {
                refused.add(folder + " (" + e + ")");
            }
        }
        throw new ServerUnavailableException(
                "no folder to keep server binaries in; tried " + refused + "; set XDG_CACHE_HOME to one");
    }

    /** Puts what an archive holds into an empty folder. */
    private interface Unpacking {
        void unpack(InputStream archive, Path target) throws IOException;
    }

    /**
     * The folder with the content of a {@code .tar.xz} archive, unpacked if it has not been.
     *
     * @param name begins the folder's name
     */
    public Path unpacked(String name, URL archive) {
        return kept(name, archive, TarXz::unpack);
    }

    /**
     * An executable that is a file on the class path, copied if it has not been.
     *
     * @param name its name, which also begins that of its folder
     */
    public Path executable(String name, URL file) {
        return kept(name, file, (in, target) -> {
                    Path copy = target.resolve(name);
                    Files.copy(in, copy);
                    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
                })
                .resolve(name);
    }

    private Path kept(String name, URL archive, Unpacking unpacking) {
        try {
            Path home = folder.resolve(name + "-" + checksum(archive));
            if (!Files.isDirectory(home)) {
                unpack(archive, home, unpacking);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + archive + " to " + folder, e);
        }
    }

    private void unpack(URL archive, Path home, Unpacking unpacking) throws IOException {
        Path fresh = Files.createTempDirectory(folder, "unpacking-");
        try {
            try (InputStream in = archive.openStream()) {
                unpacking.unpack(in, fresh);
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            publish(fresh, home);
        } catch (IOException | RuntimeException | Error e) {
            TemporaryFolders.delete(fresh);
            throw e;
        }
    }

    private static void publish(Path fresh, Path home) throws IOException {
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
            // Another build was quicker, and has unpacked the same.
            TemporaryFolders.delete(fresh);
        }
    }

    private static List<Path> candidates() {
        List<Path> folders = new ArrayList<>();
        String configured = System.getenv("XDG_CACHE_HOME");
        if (configured != null && !configured.isEmpty()) {
            folders.add(Path.of(configured, NAME));
        }
        folders.add(Path.of(System.getProperty("user.home"), ".cache", NAME));
        // The home of root is closed to others as a rule, and the server is not to run as root.
        folders.add(Path.of("/var/cache", NAME));
        folders.add(Path.of(System.getProperty("java.io.tmpdir"), NAME + "-" + System.getProperty("user.name")));
        return folders;
    }

    private static boolean isUsable(Path folder, ServerUser serverUser) throws IOException {
        if (serverUser.canReach(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        // Asked again, because parents that did not exist were made with the umask of somebody who may be cautious.
        return Files.isDirectory(folder) && serverUser.canReach(folder) && isOurs(folder);
    }

    /** In a folder that all may write to, somebody else could have made ours, and put anything in it. */
    private static boolean isOurs(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, "probe-", "");
        try {
            return Files.getOwner(folder).equals(Files.getOwner(probe));
        } finally {
            Files.delete(probe);
        }
    }

    private static String checksum(URL archive) throws IOException {
        try (InputStream in = archive.openStream();
                DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every JDK has SHA-256", e);
        }
    }
}
