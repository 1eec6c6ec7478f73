package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.check.Checks;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A member of a pool waits below its minimum and is given nothing, or no longer: announced about the pool's account. Immutable.
 *
 * @param starves whether it does; if not, it did before
 * @param memberKind {@code USER} or {@code SWARM}
 * @param member its name, at most 120 bytes
 * @param resource in which it was short, of several the first
 * @param inUse what it has in use of that resource, in the resource's unit
 * @param minimum what it is guaranteed of it
 * @param wanted what waits for it on all nodes
 * @param sinceMillis since when it waits and is given nothing, in milliseconds since 1970-01-01 UTC, on the clock of the node that
 *     announced it
 */
public record MemberStarvation(
        boolean starves,
        AccountId.Kind memberKind,
        String member,
        Resource resource,
        long inUse,
        long minimum,
        long wanted,
        long sinceMillis)
        implements Announcement {

    /** What its text begins with, and that of no other announcement. */
    static final String TEXT_BEGINS = "starve";

    /** With what is around it, it is the id of an operation. */
    private static final int MAX_MEMBER_BYTES = 120;

    private static final String AMOUNT = "(\\d{1,16})";
    private static final Pattern TEXT = Pattern.compile(
            "(starves|starved) since (\\d{4}-[0-9T:.-]+Z): ([A-Z_]+) " + AMOUNT + " of " + AMOUNT + ", " + AMOUNT
                    + " wanted: (user|swarm):(.+)",
            Pattern.DOTALL);

    /** Refuses members that are neither users nor swarms, amounts that are none, and times before 1970 or after 9999. */
    public MemberStarvation {
        if (memberKind != AccountId.Kind.USER && memberKind != AccountId.Kind.SWARM) {
            throw new InvalidRequestException("a member of a pool is of kind "
                    + Checks.present(memberKind, "member kind").label() + "; give a user or a swarm");
        }
        Checks.text(Checks.id(member, "member"), "member", MAX_MEMBER_BYTES);
        Checks.present(resource, "resource").checked(inUse);
        resource.checked(minimum);
        resource.checked(wanted);
        if (sinceMillis < 0 || sinceMillis > AccountOutlook.LAST_MILLIS) {
            throw new InvalidRequestException(
                    "a member starves since " + sinceMillis + "; give milliseconds since 1970, before the year 10000");
        }
    }

    @Override
    public OperationId topic() {
        return OperationId.of("starved:" + member);
    }

    /** The same member is served, or waits no more. */
    public MemberStarvation ended(long inUseNow, long minimumNow, long wantedNow) {
        return new MemberStarvation(false, memberKind, member, resource, inUseNow, minimumNow, wantedNow, sinceMillis);
    }

    @Override
    public String text() {
        return (starves ? "starves" : "starved") + " since " + Instant.ofEpochMilli(sinceMillis) + ": " + resource + ' '
                + inUse + " of " + minimum + ", " + wanted + " wanted: " + memberKind.label() + ':' + member;
    }

    /**
     * Reads it from its text.
     *
     * @throws InvalidRequestException if it is none
     */
    static MemberStarvation parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new InvalidRequestException(
                    Checks.shown(text) + " does not say that a member starves; give what text() gave");
        }
        try {
            return new MemberStarvation(
                    parts.group(1).equals("starves"),
                    parts.group(7).equals("user") ? AccountId.Kind.USER : AccountId.Kind.SWARM,
                    parts.group(8),
                    Resource.valueOf(parts.group(3)),
                    Long.parseLong(parts.group(4)),
                    Long.parseLong(parts.group(5)),
                    Long.parseLong(parts.group(6)),
                    Instant.parse(parts.group(2)).toEpochMilli());
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new InvalidRequestException(
                    Checks.shown(text) + " has a time or a resource that is none; give what text() gave");
        }
    }
}
