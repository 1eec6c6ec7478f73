package io.stipend.store.redis.internal.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** The scripts, one for each verb, and those by which books are looked at and repaired. */
public enum Script {
    RESERVE(Kind.OPENS),
    CHARGE(Kind.OPENS),
    TRACK(Kind.CLOSES),
    EXTEND(Kind.OPENS),
    SPLIT(Kind.OPENS),
    CLOSE(Kind.CLOSES),
    FIND_CHILDREN(Kind.LOOKS),
    BIND_STEP(Kind.OPENS),
    CHANGE_ACCOUNT(Kind.OPENS),
    LIST_ACCOUNTS(Kind.LOOKS),
    SHOW_ACCOUNTS(Kind.CLOSES),
    FIND_RESERVATION(Kind.LOOKS),
    FIND_ENTRIES(Kind.LOOKS),
    READ_CLOSED(Kind.LOOKS),
    LIST_DUE_OR_CLOSED(Kind.LOOKS),
    SHORTEN_LEASES(Kind.CLOSES),
    COUNT_OPEN(Kind.LOOKS),
    PRUNE(Kind.CLOSES),
    ENSURE_TENANT(Kind.OPENS),
    OPEN_SHARD(Kind.OPENS),
    LEASE_JOURNAL(Kind.CLOSES),
    READ_JOURNAL(Kind.CLOSES),
    ACKNOWLEDGE_JOURNAL(Kind.CLOSES),
    COUNT_JOURNAL(Kind.LOOKS),
    BEGIN_SNAPSHOT(Kind.CLOSES),
    READ_SNAPSHOT_RECORDS(Kind.CLOSES),
    READ_SNAPSHOT_OPERATIONS(Kind.CLOSES),
    READ_SNAPSHOT_JOURNAL(Kind.CLOSES),
    END_SNAPSHOT(Kind.CLOSES),
    SCAN_RECORDS(Kind.LOOKS),
    COUNT_RECORDS(Kind.LOOKS),
    REPAIR_ACCOUNT(Kind.OPENS),
    REPAIR_INDEXES(Kind.CLOSES),
    KEEP_FORECAST(Kind.OPENS),
    READ_FORECASTS(Kind.LOOKS);

    /** What a script may do, and so what Redis is told about it. */
    private enum Kind {
        /** Needs more memory: refused when there is none left. */
        OPENS(""),
        /** Ends something, and so must go on where memory has run out: it is the way to have some again. */
        CLOSES(" flags=allow-oom"),
        /** Writes nothing. */
        LOOKS(" flags=no-writes");

        private final String flags;

        Kind(String flags) {
            this.flags = flags;
        }
    }

    private static final String INCLUDE = "--#include ";

    private final Kind kind;

    Script(Kind kind) {
        this.kind = kind;
    }

    boolean writes() {
        return kind != Kind.LOOKS;
    }

    /** Whether a caller may want to know that what it did is kept: whether it changes books. */
    boolean changesBooks() {
        return switch (this) {
            case RESERVE, CHARGE, TRACK, EXTEND, SPLIT, CLOSE, BIND_STEP, CHANGE_ACCOUNT, REPAIR_ACCOUNT -> true;
            default -> false;
        };
    }

    /**
     * The script's whole text.
     *
     * @param clock where it has the time from
     */
    String text(String clock) {
        StringBuilder text = new StringBuilder("#!lua").append(kind.flags).append('\n');
        LuaConstants constants = new LuaConstants();
        Stream.of(clock, resource("constants"), resource(name().toLowerCase(Locale.ROOT)))
                .flatMap(String::lines)
                .flatMap(line -> line.strip().startsWith(INCLUDE)
                        ? resource(line.strip().substring(INCLUDE.length())).lines()
                        : Stream.of(line))
                .forEach(line -> text.append(constants.replaced(line)).append('\n'));
        return text.toString();
    }

    /** A file of Lua. */
    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(name + ".lua"), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
