package io.stipend.pools;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a node records what was settled on its blocks and is not reported to the store yet. Without a record, a crash loses what was
 * settled since the last report. Immutable.
 *
 * @param durability what a record survives
 * @param file where it is; null without one. One process at a time may use it
 */
public record SettlementRecord(
        Durability durability, @Nullable Path file) {

    /** No record. */
    public static final SettlementRecord NONE = new SettlementRecord(Durability.NONE, null);

    /** What a record survives. */
    public enum Durability {
        /** There is none. */
        NONE,
        /** The end of the process: each settlement is written before it is answered. */
        FILE,
        /** The end of the machine as well: each settlement is on the disk before it is answered; several share a write. */
        FSYNC
    }

    /** Refuses a record without a file, and a file without a record. */
    public SettlementRecord {
        Checks.present(durability, "durability of the record");
        if ((durability == Durability.NONE) != (file == null)) {
            throw new InvalidRequestException(
                    file == null
                            ? "a record of settlements of durability " + durability + " has no file; name one"
                            : "file " + file + " is given for no record; choose a durability of FILE or FSYNC");
        }
    }

    /** A record that survives the end of the process. */
    public static SettlementRecord file(Path file) {
        return new SettlementRecord(Durability.FILE, file);
    }

    /** A record that survives the end of the machine. */
    public static SettlementRecord fsync(Path file) {
        return new SettlementRecord(Durability.FSYNC, file);
    }
}
