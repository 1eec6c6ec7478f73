package io.stipend.store.postgres.internal.batches;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.postgres.internal.records.AmountArrays;
import io.stipend.store.postgres.internal.records.CommandAnswer;
import io.stipend.store.postgres.internal.records.ParameterBinder;
import io.stipend.store.postgres.internal.records.Query;
import io.stipend.store.support.PeriodCalendar;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Commands in the form in which the function {@code run_batch()} takes them: one array for each of their parts. */
public final class BatchStatement {

    /**
     * What a batch says of one account: policy's terms, which extensions may know too, and what reserves and charges need of it, one after
     * the other. What extensions need, the database knows: they may be granted less than they want.
     */
    private static final class AccountNeeds {
        private static final long[] NOT_COMPARED = {};

        final int place;
        final AccountId account;
        final AccountTerms terms;

        /** What all of them hold together. */
        final long[] needs = new long[Resource.count()];

        /** What all charges book together. */
        final long[] charges = new long[Resource.count()];

        /** What must be available, so that each of them fits after those before it. */
        final long[] fits;

        /** How much may be in use already, so that each of them is below its ceiling after those before it. */
        final long[] maxInUse;

        private final boolean comparesMore;

        AccountNeeds(int place, AccountId account, AccountTerms terms, boolean comparesMore) {
            this.comparesMore = comparesMore;
            this.place = place;
            this.account = account;
            this.terms = terms;
            this.fits = comparesMore ? new long[Resource.count()] : NOT_COMPARED;
            this.maxInUse = comparesMore ? new long[Resource.count()] : NOT_COMPARED;
            Arrays.fill(maxInUse, Checks.MAX_AMOUNT);
        }

        /** A reserve or a charge that comes next. A sum above every amount is one above the largest, which no account has. */
        void add(BatchCommand command, int at) {
            if (comparesMore) {
                compare(command, at);
            }
            long[] sums = command.verb() == Verb.CHARGE ? charges : needs;
            for (int i = 0; i < sums.length; i++) {
                sums[i] = Math.min(sums[i] + command.amounts().get(Resource.at(i)), Checks.MAX_AMOUNT + 1);
            }
        }

        /** What it needs nothing of does not refuse it. */
        private void compare(BatchCommand command, int at) {
            Limits ceiling = command.ceiling(at);
            for (int i = 0; i < needs.length; i++) {
                Resource resource = Resource.at(i);
                long amount = command.needed(at, resource);
                if (amount > 0) {
                    long inAll = Math.min(needs[i] + charges[i] + amount, Checks.MAX_AMOUNT + 1);
                    fits[i] = Math.max(fits[i], inAll);
                    maxInUse[i] = ceiling.get(resource) == Limits.UNLIMITED
                            ? maxInUse[i]
                            : Math.min(maxInUse[i], ceiling.get(resource) - inAll);
                }
            }
        }
    }

    private final List<BatchCommand> commands;
    private final Map<AccountId, AccountNeeds> accounts = new LinkedHashMap<>();

    /** Whether more is compared for a reserve than what all of them hold. */
    private final boolean comparesMore;

    public BatchStatement(List<BatchCommand> commands) {
        this.commands = commands;
        this.comparesMore = commands.stream().anyMatch(BatchCommand::comparesMore);
        for (BatchCommand command : commands) {
            for (int i = 0; i < command.path().size(); i++) {
                AccountTerms terms = command.terms().get(i);
                AccountNeeds needs = accounts.computeIfAbsent(
                        command.path().get(i),
                        account -> new AccountNeeds(accounts.size() + 1, account, terms, comparesMore));
                if (command.verb() != Verb.EXTEND) {
                    needs.add(command, i);
                }
            }
        }
    }

    /** Whether {@code run_batch()} may try to do the commands together: see there. */
    private boolean isOrdinary() {
        Set<ReservationRef> reservations = new HashSet<>();
        for (BatchCommand command : commands) {
            boolean ordinary = switch (command.verb()) {
                case CHARGE -> true;
                case RESERVE -> command.step() == null;
                case TRACK, SETTLE, RELEASE -> reservations.add(command.target());
                case EXTEND -> command.ceilings().isEmpty() && reservations.add(command.target());
                case SPLIT ->
                    command.step() == null && reservations.add(command.target()) && reservations.add(command.made());
                case EXPIRE, BIND -> false;
            };
            if (!ordinary) {
                return false;
            }
        }
        return true;
    }

    /** The statement, for a schema. */
    public static String sql(String schema) {
        return "SELECT " + CommandAnswer.COLUMNS + " FROM " + schema
                + ".run_batch(?, ROW(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)::" + schema
                + ".batch, ROW(?,?,?,?)::"
                + schema + ".calendar) a";
    }

    /**
     * Runs the batch in one statement, which is one round trip and one commit.
     *
     * @param wasRefused whether it was tried before, and something was in its way
     * @return the answers in the order of the commands
     */
    public List<CommandAnswer> run(Connection connection, String sql, PeriodCalendar calendar, boolean wasRefused)
            throws SQLException {
        @Nullable CommandAnswer[] answers = new CommandAnswer[commands.size()];
        Query.list(
                connection,
                sql,
                bind -> {
                    bind.bool(wasRefused || !isOrdinary());
                    bindCommands(bind);
                    bindAccounts(bind, accounts.values());
                    bind.calendar(calendar.including(periods()));
                },
                row -> put(answers, CommandAnswer.command(row), CommandAnswer.read(row)));
        List<CommandAnswer> found = new ArrayList<>();
        for (CommandAnswer answer : answers) {
            if (answer == null) {
                throw new SQLException("no answer to command " + (found.size() + 1) + " of " + answers.length);
            }
            found.add(answer);
        }
        return found;
    }

    /** An answer to command 0 is one to all reserves and charges. */
    private CommandAnswer put(@Nullable CommandAnswer[] answers, int command, CommandAnswer answer) {
        if (command > 0) {
            answers[command - 1] = answer;
        } else {
            for (int i = 0; i < answers.length; i++) {
                Verb verb = commands.get(i).verb();
                answers[i] = verb == Verb.RESERVE || verb == Verb.CHARGE ? answer : answers[i];
            }
        }
        return answer;
    }

    private Set<LimitPeriod> periods() {
        Set<LimitPeriod> periods = new HashSet<>();
        for (AccountNeeds account : accounts.values()) {
            LimitPeriod period = account.terms.period();
            if (period.unit() != LimitPeriod.Unit.NEVER) {
                periods.add(period);
            }
        }
        return periods;
    }

    private boolean charges() {
        return commands.stream().anyMatch(command -> command.verb() == Verb.CHARGE);
    }

    private boolean limitHolds() {
        return commands.stream().anyMatch(command -> command.mostHeld().limitAnything());
    }

    private boolean asksBalances() {
        return commands.stream().anyMatch(BatchCommand::asksBalances);
    }

    private boolean extendsHolds() {
        return commands.stream().anyMatch(command -> command.verb() == Verb.EXTEND);
    }

    private void bindCommands(ParameterBinder bind) throws SQLException {
        bind.smallints(commands, command -> command.verb().number());
        bind.texts(commands, BatchCommand::tenant);
        bind.texts(commands, command -> command.target().value());
        bind.booleans(commands, BatchCommand::isByStep);
        bind.texts(commands, BatchCommand::operation);
        bind.bigints(commands, BatchCommand::fingerprint);
        bind.amounts(AmountArrays.ofAll(
                commands,
                (command, resource) -> command.amounts().get(resource)
                        - command.change().less().get(resource)));
        bind.smallints(commands, BatchCommand::reported);
        bind.bigints(commands, BatchCommand::leaseMillis);
        bind.amounts(AmountArrays.ofAll(
                limitHolds() ? commands : List.of(),
                (command, resource) -> command.mostHeld().get(resource)));
        bind.amounts(AmountArrays.ofAll(
                extendsHolds() ? commands : List.of(),
                (command, resource) -> command.change().least().get(resource)));
        bind.smallints(commands, BatchCommand::policy);
        bind.booleans(asksBalances() ? commands : List.of(), BatchCommand::asksBalances);
        bind.texts(commands, BatchCommand::swarm);
        bind.texts(commands, BatchCommand::step);
        List<String> attributes = new ArrayList<>();
        int[] attributeEnds = new int[commands.size()];
        List<Integer> paths = new ArrayList<>();
        int[] pathEnds = new int[commands.size()];
        for (int i = 0; i < commands.size(); i++) {
            attributes.addAll(commands.get(i).attributeTexts());
            attributeEnds[i] = attributes.size();
            for (AccountId account : commands.get(i).path()) {
                paths.add(Objects.requireNonNull(accounts.get(account)).place);
            }
            pathEnds[i] = paths.size();
        }
        bind.texts(attributes);
        bind.integers(attributeEnds);
        bind.integers(paths.stream().mapToInt(place -> place).toArray());
        bind.integers(pathEnds);
        bind.amounts(AmountArrays.ofAll(
                comparesMore ? commands : List.of(),
                (command, resource) -> command.fit().get(resource)));
        bind.amounts(AmountArrays.ofAll(ceilings(), Limits::get));
    }

    /** The ceilings of all paths, one after the other; none if nothing more is compared than what is held. */
    private List<Limits> ceilings() {
        List<Limits> ceilings = new ArrayList<>();
        for (BatchCommand command : comparesMore ? commands : List.<BatchCommand>of()) {
            for (int i = 0; i < command.path().size(); i++) {
                ceilings.add(command.ceiling(i));
            }
        }
        return ceilings;
    }

    private void bindAccounts(ParameterBinder bind, Collection<AccountNeeds> accounts) throws SQLException {
        bind.texts(accounts, needs -> needs.account.tenant());
        bind.texts(accounts, needs -> needs.account.toString());
        bind.amounts(AmountArrays.ofAll(accounts, (needs, resource) -> needs.needs[resource.ordinal()]));
        Collection<AccountNeeds> charged = charges() ? accounts : List.of();
        bind.amounts(AmountArrays.ofAll(charged, (needs, resource) -> needs.charges[resource.ordinal()]));
        bind.amounts(AmountArrays.ofAll(
                accounts, (needs, resource) -> needs.terms.limits().get(resource)));
        bind.amounts(AmountArrays.ofAll(
                accounts, (needs, resource) -> needs.terms.overdraft().get(resource)));
        bind.integers(
                accounts.stream().mapToInt(needs -> needs.terms.period().code()).toArray());
        bind.texts(accounts, needs -> needs.terms.period().zone().getId());
        Collection<AccountNeeds> compared = comparesMore ? accounts : List.of();
        bind.amounts(AmountArrays.ofAll(compared, (needs, resource) -> needs.fits[resource.ordinal()]));
        bind.amounts(AmountArrays.ofAll(compared, (needs, resource) -> needs.maxInUse[resource.ordinal()]));
    }
}
