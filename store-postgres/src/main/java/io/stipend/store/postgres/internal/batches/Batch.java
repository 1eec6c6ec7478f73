package io.stipend.store.postgres.internal.batches;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.postgres.internal.records.Answer;
import io.stipend.store.postgres.internal.records.Binder;
import io.stipend.store.postgres.internal.records.Vectors;
import io.stipend.store.support.PeriodCalendar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Commands in the form in which the function {@code run_batch()} takes them: one array for each of their parts. */
public final class Batch {

    private static final int RESOURCES = Resource.count();

    /** What the reserves of a batch say of one account: policy's terms, and what all of them need together. */
    private static final class Named {
        final int index;
        final AccountTerms terms;
        final long[] needs = new long[RESOURCES];

        Named(int index, AccountTerms terms) {
            this.index = index;
            this.terms = terms;
        }

        /** A sum above every amount is one above the largest, which no account has. */
        void needs(Command command) {
            for (int i = 0; i < RESOURCES; i++) {
                needs[i] = Math.min(needs[i] + command.amounts().get(Resource.at(i)), Checks.MAX_AMOUNT + 1);
            }
        }
    }

    private final List<Command> commands;
    private final Map<AccountId, Named> accounts = new LinkedHashMap<>();
    private final Set<LimitPeriod> periods = new HashSet<>();
    private final boolean oneByOne;
    private int pathsLength;

    Batch(List<Command> commands) {
        this.commands = commands;
        for (Command command : commands) {
            pathsLength += command.path().size();
            for (int i = 0; i < command.path().size(); i++) {
                AccountTerms terms = command.terms().get(i);
                accounts.computeIfAbsent(command.path().get(i), account -> new Named(accounts.size() + 1, terms))
                        .needs(command);
                if (terms.period().unit() != LimitPeriod.Unit.NEVER) {
                    periods.add(terms.period());
                }
            }
        }
        this.oneByOne = !isOrdinary(commands);
    }

    /** Whether {@code run_batch()} may try to do the commands together: see there. */
    private static boolean isOrdinary(List<Command> commands) {
        Set<Object> reservations = new HashSet<>();
        for (Command command : commands) {
            boolean isOrdinary = switch (command.verb()) {
                case RESERVE -> command.step() == null;
                case TRACK, SETTLE, RELEASE -> reservations.add(command.target());
                case EXTEND, EXPIRE, BIND -> false;
            };
            if (!isOrdinary) {
                return false;
            }
        }
        return true;
    }

    /** The statement, for a schema. */
    static String sql(String schema) {
        return "SELECT " + Answer.COLUMNS + " FROM " + schema
                + ".run_batch(?, ROW(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)::" + schema + ".batch, ROW(?,?,?,?)::"
                + schema + ".calendar) a";
    }

    /**
     * Runs the batch in one statement, which is one round trip and one commit.
     *
     * @param wasRefused whether it was tried before, and something was in its way
     * @return the answers in the order of the commands
     */
    List<Answer> run(Connection connection, String sql, PeriodCalendar calendar, boolean wasRefused)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Binder bind = new Binder(connection, statement);
            bind.bool(oneByOne || wasRefused);
            bindCommands(bind);
            bindPaths(bind);
            bindAccounts(bind);
            bind.calendar(calendar.including(periods));
            try (ResultSet rows = statement.executeQuery()) {
                return answers(rows);
            }
        }
    }

    private List<Answer> answers(ResultSet rows) throws SQLException {
        Answer[] answers = new Answer[commands.size()];
        while (rows.next()) {
            int command = Answer.command(rows);
            Answer answer = Answer.read(rows);
            if (command > 0) {
                answers[command - 1] = answer;
                continue;
            }
            for (int i = 0; i < answers.length; i++) {
                if (commands.get(i).verb() == Verb.RESERVE) {
                    answers[i] = answer;
                }
            }
        }
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] == null) {
                throw new SQLException("no answer to command " + (i + 1) + " of " + answers.length);
            }
        }
        return Arrays.asList(answers);
    }

    private void bindCommands(Binder bind) throws SQLException {
        int size = commands.size();
        short[] verbs = new short[size];
        String[] tenants = new String[size];
        String[] targets = new String[size];
        boolean[] byStep = new boolean[size];
        @Nullable String[] operations = new String[size];
        long[] amounts = new long[size * RESOURCES];
        short[] reported = new short[size];
        long[] leases = new long[size];
        short[] policies = new short[size];
        @Nullable String[] swarms = new String[size];
        @Nullable String[] steps = new String[size];
        List<String> attributes = new ArrayList<>();
        int[] attributeEnds = new int[size];
        for (int i = 0; i < size; i++) {
            Command command = commands.get(i);
            verbs[i] = (short) command.verb().ordinal();
            tenants[i] = command.tenant();
            targets[i] = command.target().value();
            byStep[i] = command.isByStep();
            operations[i] =
                    command.operation() == null ? null : command.operation().value();
            Vectors.write(command.amounts(), amounts, i * RESOURCES);
            reported[i] = (short) command.reported();
            leases[i] = command.leaseMillis();
            policies[i] = (short) command.policy();
            swarms[i] = command.swarm();
            steps[i] = command.step();
            attributes.addAll(texts(command.attributes()));
            attributeEnds[i] = attributes.size();
        }
        bind.smallints(verbs);
        bind.texts(tenants);
        bind.texts(targets);
        bind.booleans(byStep);
        bind.texts(operations);
        bind.bigints(amounts);
        bind.smallints(reported);
        bind.bigints(leases);
        bind.smallints(policies);
        bind.texts(swarms);
        bind.texts(steps);
        bind.texts(attributes.toArray(String[]::new));
        bind.integers(attributeEnds);
    }

    /** Attributes as key, value, key, value, in one order, so that the same ones are the same array. */
    static List<String> texts(Map<String, String> attributes) {
        return attributes.isEmpty()
                ? List.of()
                : attributes.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .flatMap(attribute -> Stream.of(attribute.getKey(), attribute.getValue()))
                        .toList();
    }

    private void bindPaths(Binder bind) throws SQLException {
        int[] paths = new int[pathsLength];
        int[] pathEnds = new int[commands.size()];
        int end = 0;
        for (int i = 0; i < pathEnds.length; i++) {
            for (AccountId account : commands.get(i).path()) {
                paths[end++] = Objects.requireNonNull(accounts.get(account)).index;
            }
            pathEnds[i] = end;
        }
        bind.integers(paths);
        bind.integers(pathEnds);
    }

    private void bindAccounts(Binder bind) throws SQLException {
        int size = accounts.size();
        String[] tenants = new String[size];
        String[] names = new String[size];
        long[] needs = new long[size * RESOURCES];
        long[] limits = new long[needs.length];
        long[] overdrafts = new long[needs.length];
        short[] units = new short[size];
        String[] zones = new String[size];
        int i = 0;
        for (Map.Entry<AccountId, Named> account : accounts.entrySet()) {
            Named named = account.getValue();
            tenants[i] = account.getKey().tenant();
            names[i] = account.getKey().toString();
            System.arraycopy(named.needs, 0, needs, i * RESOURCES, RESOURCES);
            Vectors.write(named.terms.limits(), limits, i * RESOURCES);
            Vectors.write(named.terms.overdraft(), overdrafts, i * RESOURCES);
            units[i] = (short) named.terms.period().unit().ordinal();
            zones[i] = named.terms.period().zone().getId();
            i++;
        }
        bind.texts(tenants);
        bind.texts(names);
        bind.bigints(needs);
        bind.bigints(limits);
        bind.bigints(overdrafts);
        bind.smallints(units);
        bind.texts(zones);
    }
}
