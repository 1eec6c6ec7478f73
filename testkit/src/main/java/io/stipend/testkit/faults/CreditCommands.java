package io.stipend.testkit.faults;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.TrackCommand;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The commands of these scenarios: credits only, in one tenant, for users whose budget does not run out. */
public final class CreditCommands {

    /** The tenant of all of them. */
    public static final String TENANT = "t";
    /** The lease of all of them. */
    public static final long LEASE_MILLIS = 600_000;

    private CreditCommands() {}

    public static AccountId user(String name) {
        return new AccountId(TENANT, AccountId.Kind.USER, name);
    }

    public static ReservationId id(String name) {
        return new ReservationId(TENANT, name);
    }

    public static ReserveCommand reserve(String id, long units, AccountId... accounts) {
        List<AccountId> path = Arrays.asList(accounts);
        return new ReserveCommand(
                id(id),
                AccountPath.of(path),
                Collections.nCopies(path.size(), AccountTerms.credits(Credits.of("10000"))),
                ResourceVector.of(units, 0, 0, 0, 0, 1),
                LEASE_MILLIS,
                null,
                null,
                Map.of());
    }

    /** The same reserve, whose expiry books this. */
    public static ReserveCommand withOnExpiry(ReserveCommand command, OnExpiry onExpiry) {
        return new ReserveCommand(
                command.id(),
                command.fingerprint(),
                command.path(),
                command.terms(),
                command.envelope(),
                command.leaseMillis(),
                onExpiry,
                command.swarmId(),
                command.stepId(),
                command.attributes());
    }

    public static ResourceUsage credits(long units) {
        return ResourceUsage.builder().creditUnits(units).build();
    }

    public static ChargeCommand charge(String id, long units, AccountId... accounts) {
        List<AccountId> path = Arrays.asList(accounts);
        return new ChargeCommand(
                id(id),
                AccountPath.of(path),
                Collections.nCopies(path.size(), AccountTerms.credits(Credits.of("10000"))),
                ResourceVector.of(units, 0, 0, 0, 0, 0),
                OverrunPolicy.CHARGE,
                null,
                Map.of());
    }

    public static TrackCommand track(String id, String operation, long units) {
        return new TrackCommand(id(id), OperationId.of(operation), credits(units));
    }

    public static SplitCommand split(String parent, String child, long units) {
        return new SplitCommand(id(parent), id(child), ResourceVector.of(Resource.CREDITS, units), 0, null, Map.of());
    }

    public static SettleCommand settle(String id, long units) {
        return new SettleCommand(id(id), OperationId.SETTLE, credits(units), OverrunPolicy.CHARGE);
    }
}
