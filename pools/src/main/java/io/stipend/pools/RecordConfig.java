package io.stipend.pools;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.nio.file.Path;

/**
 * Whether a node records what is settled on its blocks until it is booked, so that a crash does not lose it. What is recorded is booked when the
 * node starts again, with the same name, folder and store. Immutable.
 *
 * @param mode how
 * @param folder where: a folder of this node alone, on a disk of its machine
 */
public record RecordConfig(Mode mode, Path folder) {

    /** How a settlement is recorded before it is answered. */
    public enum Mode {
        /** Not at all: a crash loses what was settled since the last report. */
        NONE,
        /** In a file: outlives the process, not the machine. */
        FILE,
        /** In a file, and on the disk: outlives the machine. */
        FSYNC
    }

    /** No record. */
    public static final RecordConfig NONE = new RecordConfig(Mode.NONE, Path.of("stipend-blocks"));

    /** Refuses null. */
    public RecordConfig {
        Checks.present(mode, "mode of the record");
        Checks.present(folder, "folder of the record");
    }

    void checkNode(String node) {
        if (mode != Mode.NONE && node.equals(BlockConfig.DEFAULT.node())) {
            throw new InvalidRequestException("the node with a record of settlements is called " + node
                    + ", as any other; give it a name that it keeps");
        }
    }
}
