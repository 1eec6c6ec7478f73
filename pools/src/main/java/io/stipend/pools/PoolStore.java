package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store whose reserves on a pool with shares hold on the member's account, too, and are given the ceilings that shares allow right
 * now. It tells the pools' lines what it sees of use. Everything else is the store's. Thread safe.
 */
final class PoolStore implements CreditStore {

    private final CreditStore store;
    private final Map<AccountId, PoolLine> lines;

    PoolStore(CreditStore store, Map<AccountId, PoolLine> lines) {
        this.store = store;
        this.lines = Map.copyOf(lines);
    }

    @Override
    public ReserveOutcome reserve(ReserveCommand command) {
        SharedReserve shared = SharedReserve.of(command, lines);
        if (shared == null) {
            return store.reserve(command);
        }
        ReserveOutcome outcome = store.reserve(shared.command());
        if (outcome instanceof ReserveOutcome.Reserved reserved && !reserved.replayed()) {
            ResourceVector held = reserved.entry().request().envelope();
            shared.admissions()
                    .forEach(each -> each.line().changed(each.member().name(), held, ResourceVector.ZERO));
        } else if (outcome instanceof Insufficient lack) {
            shared.admissions().forEach(each -> each.line().refused(each, lack));
        }
        return outcome;
    }

    @Override
    public ExtendOutcome extend(ExtendCommand command) {
        ExtendOutcome outcome = store.extend(lines.isEmpty() ? command : withCeilings(command));
        if (outcome instanceof ExtendOutcome.Extended extended && !extended.replayed()) {
            tell(
                    extended.entry().header(),
                    extended.entry().added(),
                    extended.entry().returned());
        }
        return outcome;
    }

    /** What is borrowed is not enlarged while somebody waits for its minimum: only then is the reservation looked up. */
    private ExtendCommand withCeilings(ExtendCommand command) {
        ResourceVector more = command.change().more();
        if (more.isZero()) {
            return command;
        }
        PathPolicy policy = command.policy();
        boolean isOwed = lines.values().stream().anyMatch(PoolLine::isAnythingOwed);
        AccountPath path = isOwed
                ? store.find(command.target())
                        .map(found -> found.header().path())
                        .orElse(policy.accounts())
                : policy.accounts();
        List<AccountId> accounts = new ArrayList<>();
        List<AccountTerms> terms = new ArrayList<>();
        List<Limits> ceilings = new ArrayList<>();
        Map<AccountId, Limits> ofPools = isOwed ? ceilings(path, more) : Map.of();
        for (AccountId account : path.accounts()) {
            int place = policy.accounts().accounts().indexOf(account);
            AccountTerms own = ownTerms(account);
            if (place >= 0 || own != null) {
                accounts.add(account);
                terms.add(own == null ? policy.terms().get(place) : own);
                Limits given = place < 0 || policy.ceilings().isEmpty()
                        ? Limits.NONE
                        : policy.ceilings().get(place);
                ceilings.add(SharedReserve.lower(given, ofPools.getOrDefault(account, Limits.NONE)));
            }
        }
        return new ExtendCommand(
                command.target(),
                command.operationId(),
                command.fingerprint(),
                command.change(),
                command.leaseMillis(),
                command.mostHeld(),
                new PathPolicy(AccountPath.of(accounts), terms, ceilings),
                command.asksBalances());
    }

    /** The ceilings of pools on a path. */
    private Map<AccountId, Limits> ceilings(AccountPath path, ResourceVector more) {
        Map<AccountId, Limits> ceilings = new HashMap<>();
        for (AccountId account : path.accounts()) {
            for (PoolLine line : lines.values()) {
                String member = memberIn(line, account);
                if (member != null) {
                    ceilings.put(
                            line.config().account(),
                            line.admission(member, more).poolCeiling());
                }
            }
        }
        return ceilings;
    }

    private @Nullable AccountTerms ownTerms(AccountId account) {
        PoolLine ofPool = lines.get(account);
        if (ofPool != null) {
            return ofPool.config().terms();
        }
        for (PoolLine line : lines.values()) {
            String member = memberIn(line, account);
            if (member != null) {
                return line.config().termsOf(member);
            }
        }
        return null;
    }

    private static @Nullable String memberIn(PoolLine line, AccountId account) {
        return account.tenant().equals(line.config().tenant()) && line.names().isOfPool(account)
                ? line.names().memberIn(account)
                : null;
    }

    /** What moves between a parent and a child changes nobody's use. */
    @Override
    public SplitOutcome split(SplitCommand command) {
        return store.split(command);
    }

    @Override
    public List<ReservationSnapshot> children(ReservationId parent) {
        return store.children(parent);
    }

    @Override
    public CloseOutcome settle(SettleCommand command) {
        return told(store.settle(command));
    }

    @Override
    public CloseOutcome release(ReleaseCommand command) {
        return told(store.release(command));
    }

    private CloseOutcome told(CloseOutcome outcome) {
        if (outcome instanceof CloseOutcome.Closed closed
                && !closed.replayed()
                && !closed.entry().late()) {
            tell(
                    closed.entry().header(),
                    closed.entry().beyondHold(),
                    closed.entry().returned());
        }
        return outcome;
    }

    @Override
    public ChargeOutcome charge(ChargeCommand command) {
        ChargeOutcome outcome = store.charge(onMembers(command));
        if (outcome instanceof ChargeOutcome.Charged charged && !charged.replayed()) {
            tell(charged.entry().header(), charged.entry().charged(), ResourceVector.ZERO);
        }
        return outcome;
    }

    /** The same charge, booked on the member's account of each pool with shares, too: what was used without a hold is its use. */
    private ChargeCommand onMembers(ChargeCommand command) {
        List<AccountId> asked = command.path().accounts();
        if (asked.stream().noneMatch(lines::containsKey)) {
            return command;
        }
        List<AccountId> accounts = new ArrayList<>();
        List<AccountTerms> terms = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            PoolLine line = lines.get(asked.get(i));
            accounts.add(asked.get(i));
            if (line == null) {
                terms.add(command.terms().get(i));
                continue;
            }
            String member = line.config().memberOf(command.path().userId(), command.swarmId());
            terms.add(line.config().terms());
            accounts.add(line.names().in(member));
            terms.add(line.config().termsOf(member));
        }
        return new ChargeCommand(
                command.id(),
                command.fingerprint(),
                AccountPath.of(accounts),
                terms,
                command.used(),
                command.overrunPolicy(),
                command.swarmId(),
                command.attributes());
    }

    private void tell(ReservationHeader header, ResourceVector more, ResourceVector less) {
        if (header.parentId() != null) {
            // It came from the parent or went back to it, unless that is closed; the next look at the balances tells.
            return;
        }
        for (AccountId account : header.path().accounts()) {
            for (PoolLine line : lines.values()) {
                String member = memberIn(line, account);
                if (member != null) {
                    line.changed(member, more, less);
                }
            }
        }
    }

    @Override
    public BindOutcome bindStep(ReservationId reservation, StepId step) {
        return store.bindStep(reservation, step);
    }

    @Override
    public TrackOutcome track(TrackCommand command) {
        return store.track(command);
    }

    @Override
    public Optional<ReservationSnapshot> find(ReservationRef reference) {
        return store.find(reference);
    }
}
