package io.stipend.store.redis.internal.script;

import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.args.Rawable;

/**
 * One script to be run.
 *
 * @param slot where its keys are in a cluster
 * @param shard the key of its shard that a wait for replicas writes to
 */
@SuppressWarnings("ArrayRecordComponent") // Text as Redis has it; nobody compares or changes it.
public record ScriptCall(Script script, int slot, byte[] shard, List<byte[]> keys, List<byte[]> arguments) {

    /** The command that runs it: the script, how many keys, the keys, the arguments. */
    CommandArguments command(Command verb, byte[] sent) {
        CommandArguments command =
                new CommandArguments(verb).add((Rawable) () -> sent).add(keys.size());
        // The driver would copy each array; nobody changes these.
        for (byte[] key : keys) {
            command.add((Rawable) () -> key);
        }
        for (byte[] argument : arguments) {
            command.add((Rawable) () -> argument);
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
        byte[] preserved = t.preserved();
        return switch (script) {
            case RESERVE -> List.of(t.accounts(), t.names(), t.reservations(), t.steps(), due, journal, preserved);
            case CHARGE -> List.of(t.accounts(), t.names(), t.reservations(), due, journal, preserved);
            case TRACK ->
                List.of(t.reservations(), t.operations(), t.steps(), due, journal, preserved, t.accounts(), t.names());
            case EXTEND, CLOSE ->
                List.of(t.accounts(), t.names(), t.reservations(), t.operations(), t.steps(), due, journal, preserved);
            case SPLIT -> List.of(t.reservations(), t.operations(), t.steps(), due, journal, preserved);
            case FIND_CHILDREN, FIND_ENTRIES -> List.of(t.reservations(), t.operations(), t.steps(), due);
            case READ_CLOSED -> List.of(due, t.reservations());
            case BIND_STEP, SHORTEN_LEASES -> List.of(t.reservations(), t.steps(), due, preserved);
            case FIND_RESERVATION -> List.of(t.reservations(), t.steps(), due);
            case CHANGE_ACCOUNT -> List.of(t.accounts(), t.names(), t.reservations(), t.changes(), journal, preserved);
            case REPAIR_ACCOUNT -> List.of(t.accounts(), t.names(), t.changes(), journal, preserved);
            case LIST_ACCOUNTS -> List.of(t.names());
            case SHOW_ACCOUNTS -> List.of(t.accounts(), t.names(), journal, preserved);
            case PRUNE -> List.of(t.accounts(), t.reservations(), t.operations(), t.steps(), due, preserved);
            case ENSURE_TENANT ->
                List.of(t.accounts(), t.names(), t.reservations(), t.operations(), t.steps(), t.changes(), preserved);
            case BEGIN_SNAPSHOT ->
                List.of(
                        preserved,
                        journal,
                        t.accounts(),
                        t.names(),
                        t.reservations(),
                        t.operations(),
                        t.steps(),
                        t.changes());
            case READ_SNAPSHOT_OPERATIONS -> List.of(preserved, t.operations());
            case READ_SNAPSHOT_JOURNAL -> List.of(preserved, journal);
            case END_SNAPSHOT -> List.of(preserved);
            case COUNT_RECORDS -> List.of(t.accounts(), t.reservations());
            case REPAIR_INDEXES ->
                List.of(t.accounts(), t.names(), t.reservations(), t.operations(), t.steps(), due, preserved);
            default -> throw new IllegalArgumentException(script + " works on no tenant");
        };
    }
}
