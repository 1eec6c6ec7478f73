package io.stipend.store.redis.internal.inspection;

import io.stipend.core.spi.BookReader;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.HashPage;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.Script;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.redis.internal.script.ScriptRunner;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Checks and repairs what is derived from a tenant's accounts and reservations to find them by: the list of names, the index
 * of reservations, steps, operations by their sequences. In pages, each record at one moment: see repair_indexes.lua. Thread
 * safe.
 */
final class Indexes {

    private static final int PAGE = 200;

    private final ScriptRunner runner;

    Indexes(ScriptRunner runner) {
        this.runner = runner;
    }

    /** What repair_indexes.lua goes through; in this order, for a step is looked at when its reservation has been. */
    private enum Kind {
        ACCOUNTS,
        NAMES,
        RESERVATIONS,
        DUE,
        STEPS,
        OPERATIONS
    }

    /** Tells the reader of all that does not fit. Not of steps: the reader is shown those. */
    void check(Keys.Tenant tenant, BookReader reader) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.STEPS) {
                each(
                        tenant,
                        kind,
                        "check",
                        (canBeRepaired, subject, text) -> reader.damaged(
                                canBeRepaired ? BookReader.Kind.INDEX : BookReader.Kind.UNREADABLE, subject, text));
            }
        }
    }

    /** Repairs what can be; returns how many places. */
    int repair(Keys.Tenant tenant) {
        AtomicInteger repaired = new AtomicInteger();
        for (Kind kind : Kind.values()) {
            each(tenant, kind, "repair", (canBeRepaired, subject, text) -> repaired.addAndGet(canBeRepaired ? 1 : 0));
        }
        return repaired.get();
    }

    /** Is told of a place. */
    private interface Finding {
        void at(boolean canBeRepaired, String subject, String text);
    }

    private void each(Keys.Tenant tenant, Kind kind, String how, Finding finding) {
        HashPage.each(
                cursor -> runner.run(ScriptCall.of(
                        Script.REPAIR_INDEXES,
                        tenant,
                        List.of(
                                tenant.nameBytes(),
                                Bytes.of(how),
                                Bytes.of(kind.name().toLowerCase(Locale.ROOT)),
                                cursor,
                                Bytes.of(PAGE),
                                Bytes.of(Keys.pattern(tenant.name()) + "\n*")))),
                answer -> {
                    for (int i = 1; i < answer.parts().size(); i += 3) {
                        finding.at(!answer.text(i).isEmpty(), answer.text(i + 1), answer.text(i + 2));
                    }
                });
    }
}
