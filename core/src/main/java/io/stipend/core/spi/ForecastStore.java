package io.stipend.core.spi;

import java.util.Map;
import java.util.Set;

/**
 * Where forecasters keep what they learned, so that it outlives a process and nodes share it: a role of a store, and no part of its
 * books. Each node writes a record of its own, seldom, and reads those of all. Thread safe; each method is one round trip, and blocks as
 * long as a verb does.
 */
public interface ForecastStore {

    /** The largest record, in bytes. */
    int MAX_BYTES = 4 << 20;

    /** A node's record. Immutable. */
    final class NodeRecord {

        private final byte[] bytes;
        private final long ageMillis;

        /**
         * A record.
         *
         * @param bytes as the node wrote it; what it says, and whether it is damaged, the store does not know
         * @param ageMillis how long ago it was written, on the store's clock; what is below zero is zero
         */
        public NodeRecord(byte[] bytes, long ageMillis) {
            this.bytes = bytes.clone();
            this.ageMillis = Math.max(0, ageMillis);
        }

        /** What the node wrote. */
        public byte[] bytes() {
            return bytes.clone();
        }

        /** How long ago it was written, on the store's clock. */
        public long ageMillis() {
            return ageMillis;
        }
    }

    /**
     * Writes a node's record, in place of the one before, and removes those that it has taken over: both, or nothing.
     *
     * @param node names it: see {@link io.stipend.core.spi.check.Checks#id}
     * @param record at most {@link #MAX_BYTES}
     * @param absorbed nodes whose records this one has taken over
     * @return false if one of those has no record any more; then nothing has changed
     * @throws CreditStoreException when the store failed; {@link OutcomeUnknownException} when it may have been written. The same again
     *     is safe where nothing was absorbed
     */
    boolean put(String node, byte[] record, Set<String> absorbed);

    /**
     * The records of all nodes.
     *
     * @throws CreditStoreException when the store failed
     */
    Map<String, NodeRecord> readAll();
}
