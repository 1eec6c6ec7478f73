package io.stipend.store.redis.internal.record;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.AccountChange;
import io.stipend.core.spi.StoredAccount;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.redis.internal.script.HashPage;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The record of an account, and those of its changes: see accounts.lua for their parts. */
public final class AccountRecord {

    private static final int FREE = 0;
    private static final int PERIOD_END = 1;
    private static final int TERMS = 2;
    private static final int USABLE = 3;
    private static final int SPENT = 4;
    private static final int SEQUENCE = 5;
    private static final int GRANTS = 6;
    private static final int OVERRIDES = 7;
    private static final int SINCE = 8;
    private static final int FORGOTTEN = 9;
    private static final int FROZEN = 10;

    private AccountRecord() {}

    public static AccountView view(AccountId account, String record) {
        String[] parts = record.split("\t", -1);
        String[] terms = parts[TERMS].split(" ", -1);
        String[] overrides = parts[OVERRIDES].split(" ", -1);
        long[] free = Amounts.numbers(parts[FREE]);
        long[] usable = Amounts.numbers(parts[USABLE]);
        long[] spent = Amounts.numbers(parts[SPENT]);
        Map<Resource, Long> limits = new EnumMap<>(Resource.class);
        Set<Resource> overridden = EnumSet.noneOf(Resource.class);
        for (Resource resource : Resource.values()) {
            int i = resource.ordinal();
            if (!overrides[i].equals("-")) {
                overridden.add(resource);
            }
            String limit = overrides[i].equals("-") ? terms[i] : overrides[i];
            if (Character.isDigit(limit.charAt(0))) {
                limits.put(resource, Long.parseLong(limit));
            }
        }
        return new AccountView(
                account,
                Limits.of(limits),
                Set.copyOf(overridden),
                Amounts.vector(parts[GRANTS]),
                ResourceVector.map(resource -> Long.parseLong(terms[Resource.count() + resource.ordinal()])),
                ResourceVector.map(
                        resource -> usable[resource.ordinal()] - spent[resource.ordinal()] - free[resource.ordinal()]),
                Amounts.vector(parts[SPENT]),
                parts[PERIOD_END].equals("-") ? LimitPeriod.NO_END : Long.parseLong(parts[PERIOD_END]),
                Long.parseLong(parts[SEQUENCE]),
                parts[FROZEN].isEmpty() ? null : parts[FROZEN]);
    }

    /**
     * The whole record. Its limits are those in force: what is usable leaves after grants and overdraft, and not what
     * they should be.
     */
    public static StoredAccount stored(AccountId account, String record, List<JournalEntry.AccountChanged> changes) {
        String[] parts = record.split("\t", -1);
        String[] terms = parts[TERMS].split(" ", -1);
        AccountView view = view(account, record);
        Map<Resource, Long> inForce = new EnumMap<>(Resource.class);
        Map<Resource, Long> policy = new EnumMap<>(Resource.class);
        Map<Resource, Long> overrides = new EnumMap<>(Resource.class);
        String[] overridden = parts[OVERRIDES].split(" ", -1);
        long[] usable = Amounts.numbers(parts[USABLE]);
        for (Resource resource : Resource.values()) {
            int i = resource.ordinal();
            limitInForce(view, resource, usable[i]).ifPresent(limit -> inForce.put(resource, limit));
            if (!terms[i].equals("-")) {
                policy.put(resource, Long.parseLong(terms[i]));
            }
            if (!overridden[i].equals("-")) {
                overrides.put(resource, overridden[i].equals("u") ? Limits.UNLIMITED : Long.parseLong(overridden[i]));
            }
        }
        int period = Integer.parseInt(terms[2 * Resource.count()]);
        ResourceVector forgotten = Amounts.vector(parts[FORGOTTEN]);
        return new StoredAccount(
                new AccountView(
                        account,
                        Limits.of(inForce),
                        view.overridden(),
                        view.grants(),
                        view.overdraft(),
                        view.reserved(),
                        view.spent(),
                        view.periodEndsAtMillis(),
                        view.sequence(),
                        view.frozen()),
                Limits.of(policy),
                overrides,
                LimitPeriod.ofCode(period, ZoneId.of(terms[2 * Resource.count() + 1])),
                Long.parseLong(parts[SINCE]),
                forgotten,
                Arrays.stream(Resource.values()).noneMatch(resource -> forgotten.get(resource) == Checks.MAX_AMOUNT),
                changes,
                true);
    }

    /** The most there is says nothing: then it is the limit that led there, or none. */
    private static OptionalLong limitInForce(AccountView view, Resource resource, long usable) {
        long onTop = view.grants().get(resource) + view.overdraft().get(resource);
        OptionalLong limit = view.limits().find(resource);
        boolean isMost = usable == Checks.MAX_AMOUNT && limit.orElse(Checks.MAX_AMOUNT) + onTop >= usable;
        return isMost ? limit : OptionalLong.of(usable - onTop);
    }

    /** A change that an administrator made, as it is kept: see account_changes.lua. */
    public static JournalEntry.AccountChanged kept(String tenant, HashPage.Field field) {
        String account = field.name().substring(0, field.name().indexOf('\n'));
        return changed(
                AccountId.parse(tenant, account),
                field.record().substring(field.record().indexOf('\n') + 1));
    }

    /** The journal's entry of a change: sequence, at, change, resource, limit, two differences, reason. */
    public static JournalEntry.AccountChanged changed(AccountId account, String record) {
        String[] parts = record.split("\t", -1);
        return new JournalEntry.AccountChanged(
                account,
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                AccountChange.values()[Integer.parseInt(parts[2])],
                Resource.at(Integer.parseInt(parts[3])),
                Long.parseLong(parts[4]),
                Long.parseLong(parts[5]),
                Long.parseLong(parts[6]),
                parts[7]);
    }
}
