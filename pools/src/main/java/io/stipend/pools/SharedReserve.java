package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ReserveCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reserve on pools with shares: it holds on the members' accounts, too, which follow those of their pools, and has the ceilings that
 * the shares allow.
 *
 * @param command what to ask of the store
 * @param admissions one for each of the pools
 */
record SharedReserve(ReserveCommand command, List<PoolLine.Admission> admissions) {

    /** Makes it; null if no pool with shares is on the path. May look at the pools. */
    static @Nullable SharedReserve of(ReserveCommand command, Map<AccountId, PoolLine> lines) {
        List<AccountId> asked = command.path().accounts();
        if (lines.isEmpty() || asked.stream().noneMatch(lines::containsKey)) {
            return null;
        }
        List<AccountId> accounts = new ArrayList<>();
        List<AccountTerms> terms = new ArrayList<>();
        List<Limits> ceilings = new ArrayList<>();
        List<PoolLine.Admission> admissions = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Limits given = command.ceilings().isEmpty()
                    ? Limits.NONE
                    : command.ceilings().get(i);
            PoolLine line = lines.get(asked.get(i));
            accounts.add(asked.get(i));
            if (line == null) {
                terms.add(command.terms().get(i));
                ceilings.add(given);
                continue;
            }
            String member = line.config().memberOf(command.path().userId(), command.swarmId());
            PoolLine.Admission admission = line.admission(member, command.fit());
            admissions.add(admission);
            terms.add(line.config().terms());
            ceilings.add(lower(given, admission.poolCeiling()));
            accounts.add(line.names().in(member));
            terms.add(line.config().termsOf(member));
            ceilings.add(admission.memberCeiling());
        }
        return new SharedReserve(
                new ReserveCommand(
                        command.id(),
                        command.fingerprint(),
                        AccountPath.of(accounts),
                        terms,
                        ceilings,
                        command.fit(),
                        command.envelope(),
                        command.leaseMillis(),
                        command.onExpiry(),
                        command.swarmId(),
                        command.stepId(),
                        command.attributes()),
                admissions);
    }

    /** The lower of two ceilings, resource by resource. */
    static Limits lower(Limits one, Limits other) {
        Limits lower = one;
        for (Resource resource : Resource.values()) {
            long limit = other.get(resource);
            if (limit != Limits.UNLIMITED && (one.get(resource) == Limits.UNLIMITED || limit < one.get(resource))) {
                lower = lower.with(resource, limit);
            }
        }
        return lower;
    }
}
