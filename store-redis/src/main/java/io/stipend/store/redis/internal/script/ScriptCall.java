package io.stipend.store.redis.internal.script;

import java.util.List;

/**
 * One script to be run.
 *
 * @param slot where its keys are in a cluster
 * @param shard the key of its shard that a wait for replicas writes to
 */
@SuppressWarnings("ArrayRecordComponent") // Text as Redis has it; nobody compares or changes it.
public record ScriptCall(Script script, int slot, byte[] shard, List<byte[]> keys, List<byte[]> arguments) {

    /** What follows {@code EVALSHA} or {@code EVAL}: the script, how many keys, the keys, the arguments. */
    byte[][] command(byte[] script) {
        byte[][] command = new byte[2 + keys.size() + arguments.size()][];
        command[0] = script;
        command[1] = Bytes.of(Integer.toString(keys.size()));
        int at = 2;
        for (byte[] key : keys) {
            command[at++] = key;
        }
        for (byte[] argument : arguments) {
            command[at++] = argument;
        }
        return command;
    }

    /** A call on the keys of a tenant. */
    public static ScriptCall of(Script script, Keys.Tenant tenant, List<byte[]> arguments) {
        Keys.Shard shard = tenant.shard();
        return new ScriptCall(script, shard.slot(), shard.written(), keys(script, tenant), arguments);
    }

    /** A call on some of the keys of a tenant. */
    public static ScriptCall of(Script script, Keys.Tenant tenant, List<byte[]> keys, List<byte[]> arguments) {
        return of(script, tenant.shard(), keys, arguments);
    }

    /** A call on the keys of a shard. */
    public static ScriptCall of(Script script, Keys.Shard shard, List<byte[]> keys, List<byte[]> arguments) {
        return new ScriptCall(script, shard.slot(), shard.written(), keys, arguments);
    }

    private static List<byte[]> keys(Script script, Keys.Tenant t) {
        byte[] due = t.shard().due();
        byte[] journal = t.shard().journal();
        byte[] before = t.before();
        return switch (script) {
            case RESERVE -> List.of(t.accounts(), t.names(), t.reservations(), t.steps(), due, journal, before);
            case TRACK -> List.of(t.reservations(), t.operations(), t.steps(), due, journal, before);
            case EXTEND, CLOSE ->
                List.of(t.accounts(), t.names(), t.reservations(), t.operations(), t.steps(), due, journal, before);
            case BIND -> List.of(t.reservations(), t.steps(), due, before);
            case FIND -> List.of(t.reservations(), t.steps(), due);
            case ADMINISTER, REPAIR -> List.of(t.accounts(), t.names(), t.changes(), journal, before);
            case LIST -> List.of(t.names());
            case LOOK -> List.of(t.accounts(), t.names(), journal, before);
            case FORGET -> List.of(t.accounts(), t.reservations(), t.operations(), t.steps(), due, before);
            case TENANT ->
                List.of(t.accounts(), t.names(), t.reservations(), t.operations(), t.steps(), t.changes(), before);
            case SNAPSHOT ->
                List.of(
                        before,
                        journal,
                        t.accounts(),
                        t.names(),
                        t.reservations(),
                        t.operations(),
                        t.steps(),
                        t.changes());
            case REPORTS -> List.of(before, t.operations());
            case WAITING -> List.of(before, journal);
            case DISCARD -> List.of(before);
            case EXTENT -> List.of(t.accounts(), t.reservations());
            case MEND -> List.of(t.accounts(), t.names(), t.reservations(), t.operations(), t.steps(), due, before);
            default -> throw new IllegalArgumentException(script + " works on no tenant");
        };
    }
}
