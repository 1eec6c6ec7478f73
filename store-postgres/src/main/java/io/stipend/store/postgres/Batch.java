package io.stipend.store.postgres;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Resource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Commands in the form in which the function {@code work()} takes them: one array for each of their parts. */
final class Batch {

    /** What is the same for all commands of a batch that name an account. */
    private record Named(int index, AccountTerms terms) {}

    private final List<Command> commands;
    private final TreeMap<AccountId, Named> accounts = new TreeMap<>();
    private final Set<LimitPeriod> periods = new HashSet<>();

    Batch(List<Command> commands) {
        this.commands = commands;
        for (Command command : commands) {
            for (int i = 0; i < command.path().size(); i++) {
                AccountTerms terms = command.terms().get(i);
                accounts.put(command.path().get(i), new Named(0, terms));
                if (terms.period().unit() != LimitPeriod.Unit.NEVER) {
                    periods.add(terms.period());
                }
            }
        }
        int index = 0;
        for (Map.Entry<AccountId, Named> account : accounts.entrySet()) {
            account.setValue(new Named(++index, account.getValue().terms()));
        }
    }

    /** The statement, for a schema. */
    static String sql(String schema) {
        return "SELECT " + Answer.COLUMNS + " FROM " + schema
                + ".work(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?, ROW(?,?,?,?)::" + schema + ".calendar) a";
    }

    /** Runs the batch in one statement, which is one round trip and one commit; the answers in the order of the commands. */
    List<Answer> run(Connection connection, String sql, PeriodCalendar calendar) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Binder bind = new Binder(connection, statement);
            bindCommands(bind);
            bindPaths(bind);
            bindAccounts(bind);
            bind.calendar(calendar.including(periods));
            try (ResultSet rows = statement.executeQuery()) {
                Answer[] answers = new Answer[commands.size()];
                while (rows.next()) {
                    answers[Answer.command(rows) - 1] = Answer.read(rows);
                }
                for (int i = 0; i < answers.length; i++) {
                    if (answers[i] == null) {
                        throw new SQLException("no answer to command " + (i + 1) + " of " + answers.length);
                    }
                }
                return List.of(answers);
            }
        }
    }

    private void bindCommands(Binder bind) throws SQLException {
        int size = commands.size();
        Short[] verbs = new Short[size];
        String[] tenants = new String[size];
        String[] targets = new String[size];
        Boolean[] byStep = new Boolean[size];
        String[] operations = new String[size];
        Long[] amounts = new Long[size * Resource.count()];
        Short[] reported = new Short[size];
        Long[] leases = new Long[size];
        Short[] policies = new Short[size];
        String[] swarms = new String[size];
        String[] steps = new String[size];
        List<String> attributes = new ArrayList<>();
        Integer[] attributeEnds = new Integer[size];
        for (int i = 0; i < size; i++) {
            Command command = commands.get(i);
            verbs[i] = (short) command.verb().ordinal();
            tenants[i] = command.tenant();
            targets[i] = command.target().value();
            byStep[i] = command.isByStep();
            operations[i] =
                    command.operation() == null ? null : command.operation().value();
            Vectors.write(command.amounts(), amounts, i * Resource.count());
            reported[i] = (short) command.reported();
            leases[i] = command.leaseMillis();
            policies[i] = (short) command.policy();
            swarms[i] = command.swarm();
            steps[i] = command.step();
            // In one order, so that the same attributes are the same array.
            command.attributes().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                    .forEach(attribute -> {
                        attributes.add(attribute.getKey());
                        attributes.add(attribute.getValue());
                    });
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

    private void bindPaths(Binder bind) throws SQLException {
        List<Integer> paths = new ArrayList<>();
        Integer[] pathEnds = new Integer[commands.size()];
        for (int i = 0; i < pathEnds.length; i++) {
            for (AccountId account : commands.get(i).path()) {
                paths.add(Objects.requireNonNull(accounts.get(account)).index());
            }
            pathEnds[i] = paths.size();
        }
        bind.integers(paths.toArray(Integer[]::new));
        bind.integers(pathEnds);
    }

    private void bindAccounts(Binder bind) throws SQLException {
        int size = accounts.size();
        String[] tenants = new String[size];
        String[] names = new String[size];
        Long[] limits = new Long[size * Resource.count()];
        Long[] overdrafts = new Long[limits.length];
        Short[] units = new Short[size];
        String[] zones = new String[size];
        int i = 0;
        for (Map.Entry<AccountId, Named> account : accounts.entrySet()) {
            AccountTerms terms = account.getValue().terms();
            tenants[i] = account.getKey().tenant();
            names[i] = account.getKey().toString();
            for (Resource resource : Resource.values()) {
                limits[i * Resource.count() + resource.ordinal()] =
                        terms.limits().get(resource);
            }
            Vectors.write(terms.overdraft(), overdrafts, i * Resource.count());
            units[i] = (short) terms.period().unit().ordinal();
            zones[i] = terms.period().zone().getId();
            i++;
        }
        bind.texts(tenants);
        bind.texts(names);
        bind.bigints(limits);
        bind.bigints(overdrafts);
        bind.smallints(units);
        bind.texts(zones);
    }
}
