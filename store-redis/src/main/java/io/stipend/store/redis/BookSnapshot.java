package io.stipend.store.redis;

import io.stipend.core.error.CreditStoreException;
import io.stipend.core.error.CreditStoreException.Kind;
import io.stipend.core.model.Checks;
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
 * as before.lua says, until this is closed. One reader of a tenant at a time. Not thread safe.
 */
final class BookSnapshot implements AutoCloseable {

    /** How long the reader may take from one page to the next. */
    private static final long LEASE_MILLIS = 60_000;

    /** How many records a script looks at: few enough that others do not notice. */
    static final int PAGE = 200;

    /** The tenant's keys, in the order of snapshot.lua. */
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

    /** An entry of the journal. */
    record Waiting(String kind, String stream, String sequence) {}

    /** Operations of a reservation, by their sequences. */
    record Slice(String id, long first, long last) {}

    /** A report or an extension of a reservation. */
    record Operation(String reservation, String id, String record) {}

    private final RedisLink link;
    private final Keys.Tenant tenant;
    private final byte[] reader;
    private final Answer begun;
    private final Set<Part> broken = EnumSet.noneOf(Part.class);

    private BookSnapshot(RedisLink link, Keys.Tenant tenant, byte[] reader, Answer begun) {
        this.link = link;
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
    static BookSnapshot of(RedisLink link, Keys.Tenant tenant) {
        byte[] reader = Keys.bytes(UUID.randomUUID().toString());
        long deadlineNanos = link.deadlineNanos();
        for (int times = 1; ; times++) {
            Answer answer =
                    link.run(Invocations.of(Script.SNAPSHOT, tenant, List.of(reader, Request.number(LEASE_MILLIS))));
            if (answer.outcome() != Answer.Outcome.CONFLICT) {
                return new BookSnapshot(link, tenant, reader, answer);
            } else if (!RedisLink.pause(times, deadlineNanos)) {
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
        return begun.outcome() == Answer.Outcome.DONE;
    }

    /** Keys that are missing, or are no keys of ours. */
    Set<Part> broken() {
        return Collections.unmodifiableSet(broken);
    }

    /** No reservation can have more operations than there are. */
    long operations() {
        return begun.number(1);
    }

    /** Shows the records of a part in pages. */
    void each(Part part, Consumer<List<Page.Field>> show) {
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
        Page.each(
                cursor -> ask(Invocations.of(
                        Script.PAGE,
                        tenant,
                        List.of(tenant.before(), key),
                        arguments(Keys.bytes(part.kind), cursor, Request.number(PAGE)))),
                answer -> show.accept(Page.of(answer).fields()));
    }

    /** Operations of some reservations, those of each in their order. One that is missing is passed over. */
    List<Operation> operations(List<Slice> slices) {
        if (broken.contains(Part.OPERATIONS) || slices.isEmpty()) {
            return List.of();
        }
        List<byte[]> wanted = new ArrayList<>();
        for (Slice slice : slices) {
            wanted.add(Keys.bytes(slice.id));
            wanted.add(Request.number(slice.first));
            wanted.add(Request.number(slice.last));
        }
        Answer answer = ask(Invocations.of(Script.REPORTS, tenant, arguments(wanted.toArray(byte[][]::new))));
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
            Answer answer = ask(Invocations.of(
                    Script.WAITING, tenant, arguments(tenant.nameBytes(), Keys.bytes(from), Request.number(PAGE))));
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
        arguments.add(Request.number(LEASE_MILLIS));
        Collections.addAll(arguments, rest);
        return arguments;
    }

    private Answer ask(Invocation invocation) {
        Answer answer = link.run(invocation);
        if (answer.outcome() == Answer.Outcome.NOT_FOUND) {
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
            link.run(Invocations.of(Script.DISCARD, tenant, List.of(reader)));
        }
    }
}
