package io.stipend.store.redis.internal.verb;

import io.stipend.core.model.LimitPeriod;
import io.stipend.store.redis.internal.script.Bytes;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.ScriptCall;
import io.stipend.store.support.PeriodCalendar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes one script call of requests that go together: puts the arguments that they share before their own. Thread safe. */
public final class ScriptCallFactory {

    /** A calendar, and the same as text. */
    @SuppressWarnings("ArrayRecordComponent") // Text as Redis has it; nobody compares or changes it.
    private record Calendar(List<PeriodCalendar.Span> spans, byte[] text) {}

    private static final Calendar NO_CALENDAR = new Calendar(List.of(), new byte[0]);

    private final PeriodCalendar periods = new PeriodCalendar();
    private final byte[] maxBacklog;

    private volatile Calendar latest = NO_CALENDAR;

    public ScriptCallFactory(long maxBacklog) {
        this.maxBacklog = Bytes.of(maxBacklog);
    }

    PeriodCalendar periods() {
        return periods;
    }

    /** One call for requests that go with each other. */
    ScriptCall of(List<ScriptRequest> requests) {
        ScriptRequest first = requests.get(0);
        Keys.Tenant tenant = first.tenant();
        List<byte[]> arguments = new ArrayList<>(numberOfArguments(requests));
        arguments.add(tenant.nameBytes());
        switch (first.script()) {
            case RESERVE, CHARGE -> {
                arguments.add(calendar(requests));
                arguments.add(maxBacklog);
                arguments.add(Bytes.of(requests.size()));
                requests.forEach(request -> arguments.add(request.id()));
            }
            case EXTEND, CHANGE_ACCOUNT, REPAIR_ACCOUNT -> {
                arguments.add(calendar(requests));
                arguments.add(maxBacklog);
            }
            case SPLIT -> arguments.add(maxBacklog);
            case CLOSE, SHOW_ACCOUNTS -> arguments.add(calendar(requests));
            default -> {}
        }
        requests.forEach(request -> arguments.addAll(request.arguments()));
        return ScriptCall.of(first.script(), tenant, arguments);
    }

    /** How many arguments there are at most: those that requests share, and for each its own and its id. */
    private static int numberOfArguments(List<ScriptRequest> requests) {
        int count = 4;
        for (ScriptRequest request : requests) {
            count += 1 + request.arguments().size();
        }
        return count;
    }

    private byte[] calendar(List<ScriptRequest> requests) {
        Set<LimitPeriod> wanted = requests.get(0).periods();
        for (ScriptRequest request : requests.subList(1, requests.size())) {
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
                text.append(span.code())
                        .append(' ')
                        .append(span.zone())
                        .append(' ')
                        .append(span.startMillis())
                        .append(' ')
                        .append(span.endMillis())
                        .append(' ');
            }
            made = new Calendar(spans, Bytes.of(text.toString()));
            latest = made;
        }
        return made.text;
    }
}
