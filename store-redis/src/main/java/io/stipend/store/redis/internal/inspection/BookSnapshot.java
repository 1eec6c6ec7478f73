package io.stipend.store.redis.internal.inspection;

import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.redis.internal.connection.Backoff;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.HashPage;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.store.support.AnswerCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A tenant's books as they were at one moment, read in pages while others work: whoever changes a record keeps it as it was,
 * as preserve.lua says, until this is closed. One reader of a tenant at a time. Not thread safe.
 */
final class BookSnapshot implements AutoCloseable {

    /** How long the reader may take from one page to the next. */
    private static final long LEASE_MILLIS = 60_000;

    /** How many records a script looks at: few enough that others do not notice. */
    static final int PAGE = 200;

    /** The tenant's keys, in the order of begin_snapshot.lua. */
    enum Part {
        ACCOUNTS("a"),
        NAMES(""),
        RESERVATIONS("r"),
        OPERATIONS(""),
        STEPS("s"),
        CHANGES("c");

        private final String kind;

        Part(String kind) {
            this.kind = kind;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An entry of the journal, and its id there. */
    record Waiting(String id, String kind, String text) {}

    /** Operations of a reservation, by their sequences. */
    record Slice(String id, long first, long last) {}

    /** A report or an extension of a reservation. */
    record Operation(String reservation, String id, String record) {}

    private final ScriptRunner runner;
    private final Keys.Tenant tenant;
    private final byte[] reader;
    private final ScriptAnswer begun;
    private final Set<Part> broken = EnumSet.noneOf(Part.class);

    private BookSnapshot(ScriptRunner runner, Keys.Tenant tenant, byte[] reader, ScriptAnswer begun) {
        this.runner = runner;
        this.tenant = tenant;
        this.reader = reader;
        this.begun = begun;
        for (Part part : Part.values()) {
            String type = exists() ? begun.text(2 + part.ordinal()) : "none";
            if (!type.equals(part == Part.NAMES ? "zset" : "hash")) {
                broken.add(part);
            }
        }
    }

    /** Begins to read; waits for another reader, for as long as a call may take. */
    static BookSnapshot of(ScriptRunner runner, Keys.Tenant tenant) {
        byte[] reader = Bytes.of(UUID.randomUUID().toString());
        long deadlineNanos = runner.deadlineNanos();
        for (int times = 1; ; times++) {
            ScriptAnswer answer =
                    runner.run(ScriptCall.of(Script.BEGIN_SNAPSHOT, tenant, List.of(reader, Bytes.of(LEASE_MILLIS))));
            if (answer.code() != AnswerCode.CONFLICT) {
                return new BookSnapshot(runner, tenant, reader, answer);
            } else if (!Backoff.pause(times, deadlineNanos)) {
                throw new CreditStoreException(
                        Kind.UNAVAILABLE,
                        "somebody else reads all books of tenant " + Checks.shown(tenant.name())
                                + "; try again when that is done, or in " + answer.number(0) / 1000
                                + " s if it has ended without a word");
            }
        }
    }

    /** Whether the tenant has any keys. */
    boolean exists() {
        return begun.code() == AnswerCode.DONE;
    }

    /** Keys that are missing, or are no keys of ours. */
    Set<Part> broken() {
        return Collections.unmodifiableSet(broken);
    }

    /** The store's clock when the reading began. */
    long nowMillis() {
        return begun.number(2 + Part.values().length);
    }

    /** No reservation can have more operations than there are. */
    long operations() {
        return begun.number(1);
    }

    /** Shows the records of a part in pages. */
    void each(Part part, Consumer<List<HashPage.Field>> show) {
        if (broken.contains(part)) {
            return;
        }
        byte[] key = switch (part) {
            case ACCOUNTS -> tenant.accounts();
            case RESERVATIONS -> tenant.reservations();
            case STEPS -> tenant.steps();
            case CHANGES -> tenant.changes();
            case NAMES, OPERATIONS -> throw new IllegalArgumentException(part + " are not read in pages");
        };
        HashPage.each(
                cursor -> ask(ScriptCall.of(
                        Script.READ_SNAPSHOT_RECORDS,
                        tenant,
                        List.of(tenant.preserved(), key),
                        arguments(Bytes.of(part.kind), cursor, Bytes.of(PAGE)))),
                answer -> show.accept(HashPage.of(answer).fields()));
    }

    /** Operations of some reservations, those of each in their order. One that is missing is passed over. */
    List<Operation> operations(List<Slice> slices) {
        if (broken.contains(Part.OPERATIONS) || slices.isEmpty()) {
            return List.of();
        }
        List<byte[]> wanted = new ArrayList<>();
        for (Slice slice : slices) {
            wanted.add(Bytes.of(slice.id));
            wanted.add(Bytes.of(slice.first));
            wanted.add(Bytes.of(slice.last));
        }
        ScriptAnswer answer =
                ask(ScriptCall.of(Script.READ_SNAPSHOT_OPERATIONS, tenant, arguments(wanted.toArray(byte[][]::new))));
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < answer.parts().size(); i += 3) {
            operations.add(new Operation(answer.text(i), answer.text(i + 1), answer.text(i + 2)));
        }
        return operations;
    }

    /** The tenant's entries that wait to be published, in their order. */
    List<Waiting> waiting() {
        List<Waiting> backwards = new ArrayList<>();
        String from = begun.text(0);
        while (!from.equals("(")) {
            ScriptAnswer answer = ask(ScriptCall.of(
                    Script.READ_SNAPSHOT_JOURNAL,
                    tenant,
                    arguments(tenant.nameBytes(), Bytes.of(from), Bytes.of(PAGE))));
            for (int i = 1; i < answer.parts().size(); i += 3) {
                backwards.add(new Waiting(answer.text(i), answer.text(i + 1), answer.text(i + 2)));
            }
            from = '(' + answer.text(0);
        }
        Collections.reverse(backwards);
        return backwards;
    }

    private List<byte[]> arguments(byte[]... rest) {
        List<byte[]> arguments = new ArrayList<>(2 + rest.length);
        arguments.add(reader);
        arguments.add(Bytes.of(LEASE_MILLIS));
        Collections.addAll(arguments, rest);
        return arguments;
    }

    private ScriptAnswer ask(ScriptCall call) {
        ScriptAnswer answer = runner.run(call);
        if (answer.code() == AnswerCode.NOT_FOUND) {
            throw new CreditStoreException(
                    Kind.UNAVAILABLE,
                    "the books of tenant " + Checks.shown(tenant.name()) + " are not kept as they were any more: either"
                            + " more than " + LEASE_MILLIS / 1000
                            + " s passed from one page to the next, or another server"
                            + " took over; read them again");
        }
        return answer;
    }

    @Override
    public void close() {
        if (exists()) {
            runner.run(ScriptCall.of(Script.END_SNAPSHOT, tenant, List.of(reader)));
        }
    }
}
