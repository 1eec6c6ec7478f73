package io.stipend.store.redis;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.AccountChange;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The record of an account, and those of its changes: see books.lua for their parts. */
final class BookRecord {

    private static final int FREE = 0;
    private static final int PERIOD_END = 1;
    private static final int TERMS = 2;
    private static final int CEILING = 3;
    private static final int SPENT = 4;
    private static final int SEQUENCE = 5;
    private static final int GRANTS = 6;
    private static final int OVERRIDES = 7;

    private BookRecord() {}

    static AccountView view(AccountId account, String record) {
        String[] parts = record.split("\t", -1);
        String[] terms = parts[TERMS].split(" ", -1);
        String[] overrides = parts[OVERRIDES].split(" ", -1);
        long[] free = Amounts.numbers(parts[FREE]);
        long[] ceiling = Amounts.numbers(parts[CEILING]);
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
                        resource -> ceiling[resource.ordinal()] - spent[resource.ordinal()] - free[resource.ordinal()]),
                Amounts.vector(parts[SPENT]),
                parts[PERIOD_END].equals("-") ? LimitPeriod.NO_END : Long.parseLong(parts[PERIOD_END]),
                Long.parseLong(parts[SEQUENCE]));
    }

    /** The journal's entry of a change: sequence, at, change, resource, limit, two differences, reason. */
    static JournalEntry.AccountChanged changed(AccountId account, String record) {
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
