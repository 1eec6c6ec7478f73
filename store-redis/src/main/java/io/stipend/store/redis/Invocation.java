package io.stipend.store.redis;

import java.util.List;

/**
 * One script to be run.
 *
 * @param slot where its keys are in a cluster
 * @param shard the key of its shard that a wait for replicas writes to
 */
@SuppressWarnings("ArrayRecordComponent") // Text as Redis has it; nobody compares or changes it.
record Invocation(Script script, int slot, byte[] shard, List<byte[]> keys, List<byte[]> arguments) {

    /** What follows {@code EVALSHA} or {@code EVAL}: the script, how many keys, the keys, the arguments. */
    byte[][] command(byte[] script) {
        byte[][] command = new byte[2 + keys.size() + arguments.size()][];
        command[0] = script;
        command[1] = Keys.bytes(Integer.toString(keys.size()));
        int at = 2;
        for (byte[] key : keys) {
            command[at++] = key;
        }
        for (byte[] argument : arguments) {
            command[at++] = argument;
        }
        return command;
    }
}
