package io.stipend.store.support;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutcome;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.Balance;
import io.stipend.core.spi.BindOutcome;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.Frozen;
import io.stipend.core.spi.IdleTooSmall;
import io.stipend.core.spi.Insufficient;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.RepairCommand;
import io.stipend.core.spi.RepairOutcome;
import io.stipend.core.spi.ReservationHeader;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.TrackOutcome;
import io.stipend.core.spi.check.Checks;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Translates a server's answers into the outcomes of the verbs. If a verb cannot have the answer, the store is
 * defective, and a {@code CreditStoreException} of kind {@code INTERNAL} says so.
 */
public final class VerbOutcomes {

    private VerbOutcomes() {}

    public static ReserveOutcome reserve(ReserveCommand command, VerbAnswer answer) {
        String tenant = command.id().tenant();
        return switch (answer.code()) {
            case DONE, DONE_BEFORE -> {
                JournalEntry.Opened before = answer.openedBefore();
                yield new ReserveOutcome.Reserved(
                        before == null ? opened(command, answer.atMillis()) : before, isReplay(answer));
            }
            case INSUFFICIENT, ABOVE_CEILING -> insufficient(tenant, answer);
            case FROZEN -> frozen(tenant, answer);
            default -> refusal(tenant, command.stepId(), answer);
        };
    }

    private static JournalEntry.Opened opened(ReserveCommand command, long atMillis) {
        return new JournalEntry.Opened(
                new ReservationHeader(command.id(), command.path(), command.swarmId(), atMillis),
                command,
                atMillis + command.leaseMillis());
    }

    /** Where the answer to a charge that was done has no entry, all of it was booked. */
    public static ChargeOutcome charge(ChargeCommand command, VerbAnswer answer) {
        String tenant = command.id().tenant();
        return switch (answer.code()) {
            case DONE, DONE_BEFORE -> {
                JournalEntry.Charged entry = answer.charged();
                yield new ChargeOutcome.Charged(
                        entry == null ? charged(command, answer.atMillis()) : entry, isReplay(answer));
            }
            case INSUFFICIENT -> insufficient(tenant, answer);
            default -> refusal(tenant, null, answer);
        };
    }

    private static JournalEntry.Charged charged(ChargeCommand command, long atMillis) {
        return new JournalEntry.Charged(
                new ReservationHeader(command.id(), command.path(), command.swarmId(), atMillis),
                command.fingerprint(),
                command.overrunPolicy(),
                command.attributes(),
                command.used(),
                command.used());
    }

    public static BindOutcome bind(StepId step, VerbAnswer answer) {
        return answer.code().isDone() ? new BindOutcome.Bound() : refusal(step.tenant(), step.value(), answer);
    }

    public static TrackOutcome track(TrackCommand command, VerbAnswer answer) {
        return switch (answer.code()) {
            case DONE, DONE_BEFORE -> {
                JournalEntry.Tracked entry = answer.entry(JournalEntry.Tracked.class);
                yield new TrackOutcome.Added(entry, isReplay(answer), balances(entry, command.asksBalances(), answer));
            }
            case OUT_OF_RANGE -> throw tooLarge("usage", command.target(), "report less at a time, or settle");
            default -> refusal(command.target().tenant(), null, answer);
        };
    }

    public static ExtendOutcome extend(ExtendCommand command, VerbAnswer answer) {
        return switch (answer.code()) {
            case DONE, DONE_BEFORE -> {
                JournalEntry.Extended entry = answer.entry(JournalEntry.Extended.class);
                yield new ExtendOutcome.Extended(
                        entry, isReplay(answer), balances(entry, command.asksBalances(), answer));
            }
            case TOO_LARGE ->
                new ExtendOutcome.TooLarge(Resource.at(answer.resource()), answer.needed(), answer.available());
            case INSUFFICIENT, ABOVE_CEILING -> insufficient(command.target().tenant(), answer);
            case IDLE_TOO_SMALL -> idleTooSmall(command.target().tenant(), answer);
            case FROZEN -> frozen(command.target().tenant(), answer);
            case OUT_OF_RANGE -> throw tooLarge("the envelope", command.target(), "ask for less");
            default -> refusal(command.target().tenant(), null, answer);
        };
    }

    /** The entry is the parent's where it is done now; of the child's the command and the answer know the rest. */
    public static SplitOutcome split(SplitCommand command, VerbAnswer answer) {
        return switch (answer.code()) {
            case DONE, DONE_BEFORE -> {
                JournalEntry.Opened before = answer.openedBefore();
                if (before != null) {
                    yield new SplitOutcome.Split(before, null, isReplay(answer));
                }
                JournalEntry.Split given = answer.entry(JournalEntry.Split.class);
                yield new SplitOutcome.Split(opened(command, given, answer), given, false);
            }
            case IDLE_TOO_SMALL -> idleTooSmall(command.parent().tenant(), answer);
            default -> refusal(command.parent().tenant(), command.stepId(), answer);
        };
    }

    private static JournalEntry.Opened opened(SplitCommand command, JournalEntry.Split given, VerbAnswer answer) {
        long leaseMillis = answer.childLeaseMillis();
        ReservationHeader parent = given.header();
        AccountPath path = parent.path();
        ReserveCommand request = new ReserveCommand(
                command.child(),
                command.fingerprint(),
                path,
                Collections.nCopies(path.accounts().size(), AccountTerms.UNLIMITED),
                command.part(),
                leaseMillis,
                answer.childOnExpiry(),
                parent.swarmId(),
                command.stepId(),
                command.attributes());
        return new JournalEntry.Opened(
                new ReservationHeader(
                        command.child(),
                        path,
                        parent.swarmId(),
                        given.atMillis(),
                        parent.id().value()),
                request,
                given.atMillis() + leaseMillis);
    }

    private static IdleTooSmall idleTooSmall(String tenant, VerbAnswer answer) {
        return new IdleTooSmall(
                new ReservationId(tenant, subject(answer)),
                Resource.at(answer.resource()),
                answer.needed(),
                answer.available());
    }

    private static List<Balance> balances(JournalEntry.OfReservation entry, boolean asked, VerbAnswer answer) {
        return asked ? answer.balances(entry.header().path().accounts()) : List.of();
    }

    /** The outcome of a settle or a release. */
    public static CloseOutcome close(ReservationRef target, VerbAnswer answer) {
        return answer.code().isDone()
                ? new CloseOutcome.Closed(answer.entry(JournalEntry.Closed.class), isReplay(answer))
                : refusal(target.tenant(), null, answer);
    }

    public static AccountOutcome change(AccountCommand command, VerbAnswer answer) {
        return switch (answer.code()) {
            case DONE, DONE_BEFORE ->
                new AccountOutcome.Changed(answer.entry(JournalEntry.AccountChanged.class), isReplay(answer));
            case CONFLICT -> new Refusal.Conflict();
            case OUT_OF_RANGE -> {
                Resource resource = command.resource();
                throw new InvalidRequestException("the sum of " + resource.format(answer.needed()) + " " + resource
                        + " on account " + Checks.shown(command.account().toString())
                        + " would be out of range, which is from 0 to " + resource.format(Checks.MAX_AMOUNT)
                        + " with what is reserved; give another amount");
            }
            default -> throw unexpected(answer);
        };
    }

    public static RepairOutcome repair(RepairCommand command, VerbAnswer answer) {
        return switch (answer.code()) {
            case DONE, DONE_BEFORE ->
                new RepairOutcome.Repaired(answer.entry(JournalEntry.AccountChanged.class), isReplay(answer));
            case NOT_FOUND -> new RepairOutcome.Moved();
            case CONFLICT -> new Refusal.Conflict();
            case OUT_OF_RANGE ->
                throw new InvalidRequestException("what is to be reserved and spent of "
                        + Resource.at(answer.resource()) + " on account "
                        + Checks.shown(command.account().toString())
                        + " is together more than an account can hold, " + Checks.MAX_AMOUNT);
            default -> throw unexpected(answer);
        };
    }

    private static boolean isReplay(VerbAnswer answer) {
        return answer.code() == AnswerCode.DONE_BEFORE;
    }

    private static Insufficient insufficient(String tenant, VerbAnswer answer) {
        return new Insufficient(
                AccountId.parse(tenant, subject(answer)),
                Resource.at(answer.resource()),
                answer.needed(),
                answer.available(),
                answer.code() == AnswerCode.ABOVE_CEILING);
    }

    private static Frozen frozen(String tenant, VerbAnswer answer) {
        return new Frozen(AccountId.parse(tenant, subject(answer)), Objects.requireNonNull(answer.frozen()));
    }

    /** @param step the step that the command named, if any */
    private static Refusal refusal(String tenant, @Nullable String step, VerbAnswer answer) {
        return switch (answer.code()) {
            case NOT_FOUND -> new Refusal.NotFound();
            case ALREADY_CLOSED -> new Refusal.AlreadyClosed(answer.entry(JournalEntry.Closed.class));
            case CONFLICT -> new Refusal.Conflict();
            case STEP_TAKEN ->
                new Refusal.StepTaken(
                        new StepId(tenant, Objects.requireNonNull(step)), new ReservationId(tenant, subject(answer)));
            case OTHER_STEP -> new Refusal.OtherStep(new StepId(tenant, subject(answer)));
            case OVERRUN_REJECTED -> Objects.requireNonNull(answer.rejected());
            case DONE,
                    DONE_BEFORE,
                    INSUFFICIENT,
                    IDLE_TOO_SMALL,
                    FROZEN,
                    OUT_OF_RANGE,
                    TOO_LARGE,
                    ABOVE_CEILING,
                    DUE,
                    NO_PERIOD,
                    NO_TENANT,
                    FULL,
                    DAMAGED -> throw unexpected(answer);
        };
    }

    private static String subject(VerbAnswer answer) {
        return Objects.requireNonNull(answer.subject());
    }

    private static InvalidRequestException tooLarge(String what, ReservationRef target, String remedy) {
        return new InvalidRequestException(what + " of reservation " + Checks.shown(target.value()) + " would pass "
                + Checks.MAX_AMOUNT + "; " + remedy);
    }

    private static CreditStoreException unexpected(VerbAnswer answer) {
        return new CreditStoreException(
                CreditStoreException.Kind.INTERNAL, "the server answered " + answer.code() + " to a verb without it");
    }
}
