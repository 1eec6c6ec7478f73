package io.stipend.store.redis;

import io.stipend.core.model.LimitPeriod;
import io.stipend.store.support.PeriodCalendar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes scripts' invocations of requests: their keys, and the arguments that all of them share. Thread safe. */
final class Invocations {

    /** A calendar, and the same as text. */
    @SuppressWarnings("ArrayRecordComponent") // Text as Redis has it; nobody compares or changes it.
    private record Calendar(List<PeriodCalendar.Span> spans, byte[] text) {}

    private static final Calendar NO_CALENDAR = new Calendar(List.of(), new byte[0]);

    private final PeriodCalendar periods = new PeriodCalendar();
    private final byte[] maxBacklog;

    private volatile Calendar latest = NO_CALENDAR;

    Invocations(long maxBacklog) {
        this.maxBacklog = Request.number(maxBacklog);
    }

    PeriodCalendar periods() {
        return periods;
    }

    /** One invocation for requests that go with each other. */
    Invocation of(List<Request> requests) {
        Request first = requests.get(0);
        Keys.Tenant tenant = first.tenant();
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(tenant.nameBytes());
        switch (first.script()) {
            case RESERVE -> {
                arguments.add(calendar(requests));
                arguments.add(maxBacklog);
                arguments.add(Request.number(requests.size()));
                requests.forEach(request -> arguments.add(request.id()));
            }
            case EXTEND, ADMINISTER, REPAIR -> {
                arguments.add(calendar(requests));
                arguments.add(maxBacklog);
            }
            case CLOSE, LOOK -> arguments.add(calendar(requests));
            default -> {}
        }
        requests.forEach(request -> arguments.addAll(request.arguments()));
        return of(first.script(), tenant, arguments);
    }

    /** An invocation on the keys of a tenant. */
    static Invocation of(Script script, Keys.Tenant tenant, List<byte[]> arguments) {
        Keys.Shard shard = tenant.shard();
        return new Invocation(script, shard.slot(), shard.written(), keys(script, tenant), arguments);
    }

    /** An invocation on some of the keys of a tenant. */
    static Invocation of(Script script, Keys.Tenant tenant, List<byte[]> keys, List<byte[]> arguments) {
        return of(script, tenant.shard(), keys, arguments);
    }

    /** An invocation on the keys of a shard. */
    static Invocation of(Script script, Keys.Shard shard, List<byte[]> keys, List<byte[]> arguments) {
        return new Invocation(script, shard.slot(), shard.written(), keys, arguments);
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

    private byte[] calendar(List<Request> requests) {
        Set<LimitPeriod> wanted = requests.get(0).periods();
        for (Request request : requests.subList(1, requests.size())) {
            if (!wanted.containsAll(request.periods())) {
                wanted = new HashSet<>(wanted);
                wanted.addAll(request.periods());
            }
        }
        return text(periods.including(wanted));
    }

    @SuppressWarnings("ReferenceEquality") // The same list comes again as long as it holds.
    private byte[] text(List<PeriodCalendar.Span> spans) {
        Calendar made = latest;
        if (made.spans != spans) {
            StringBuilder text = new StringBuilder();
            for (PeriodCalendar.Span span : spans) {
                text.append(span.unit().ordinal())
                        .append(' ')
                        .append(span.zone())
                        .append(' ')
                        .append(span.startMillis())
                        .append(' ')
                        .append(span.endMillis())
                        .append(' ');
            }
            made = new Calendar(spans, Keys.bytes(text.toString()));
            latest = made;
        }
        return made.text;
    }
}
