package io.stipend.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a file looks like from outside: two stamps that differ are of different contents. Links are followed, so that one
 * that points elsewhere now is another file.
 *
 * @param path where it is
 * @param key what the file system calls it; null where it does not say, or there is no file
 * @param modified when it was last written; the epoch if there is no file
 * @param size its bytes; -1 if there is no file
 * @param certain whether a later change would certainly show: not when the last one is so recent that another could bear
 *     the same time
 */
record FileStamp(Path path, @Nullable Object key, Instant modified, long size, boolean certain) {

    /** File systems count time in steps of up to this. */
    private static final Duration STEP = Duration.ofMillis(50);

    static FileStamp of(Path path) {
        Instant now = Instant.now();
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            Instant modified = attributes.lastModifiedTime().toInstant();
            boolean certain = modified.isBefore(now.minus(STEP));
            return new FileStamp(path, attributes.fileKey(), modified, attributes.size(), certain);
        } catch (IOException absent) {
            return new FileStamp(path, null, Instant.EPOCH, -1, true);
        }
    }

    /** Whether the contents may be others than when these were made. */
    static boolean anyChanged(List<FileStamp> stamps) {
        for (FileStamp stamp : stamps) {
            if (!stamp.certain || !stamp.equals(of(stamp.path))) {
                return true;
            }
        }
        return false;
    }
}
