package io.stipend.store.postgres.internal.batches;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.CreditStoreException;
import io.stipend.core.spi.CreditStoreException.Kind;
import io.stipend.store.postgres.internal.connection.ConnectionSource;
import io.stipend.store.postgres.internal.connection.Database;
import io.stipend.store.postgres.internal.connection.PostgresFailureKind;
import io.stipend.store.postgres.internal.connection.PreviousAttempt;
import io.stipend.store.postgres.internal.records.CommandAnswer;
import io.stipend.store.support.Call;
import io.stipend.store.support.ServerFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs batches in the database. Where the database refuses a batch for something that one of its commands may be alone to
 * blame for, its commands are run one by one, so that one does not spoil its neighbours. Thread safe.
 */
public final class BatchRunner implements Consumer<List<Call<BatchCommand, CommandAnswer>>> {

    private static final Logger log = LoggerFactory.getLogger(BatchRunner.class);

    /** How long each command waits for locks where its batch has waited for the whole of the timeout already. */
    private static final Duration BRIEF_LOCK_TIMEOUT = Duration.ofMillis(20);

    /** What one command of a batch may be alone to blame for. */
    private static final Set<PostgresFailureKind> ONES_FAULT = EnumSet.of(
            PostgresFailureKind.LOCKED,
            PostgresFailureKind.DAMAGED,
            PostgresFailureKind.REFUSED,
            PostgresFailureKind.OVERLOADED);

    private final Database database;
    private final ConnectionSource source;
    private final Runnable afterCommit;
    private final String sql;
    private final Duration usualLockTimeout;

    /**
     * @param source whose connections it uses
     * @param afterCommit told after each batch, for the journal's reader
     */
    public BatchRunner(Database database, ConnectionSource source, Runnable afterCommit) {
        this.database = database;
        this.source = source;
        this.afterCommit = afterCommit;
        this.sql = BatchStatement.sql(database.config().schema());
        this.usualLockTimeout = database.config().lockTimeout();
    }

    /** Expires reservations of which each is due, in one batch that no other caller waits for. Each call then has its result. */
    public List<Call<BatchCommand, CommandAnswer>> expire(List<ReservationId> ids) {
        long deadlineNanos = database.deadlineNanos();
        List<Call<BatchCommand, CommandAnswer>> calls = ids.stream()
                .map(id -> new Call<BatchCommand, CommandAnswer>(BatchCommand.expire(id), deadlineNanos))
                .toList();
        accept(calls);
        return calls;
    }

    @Override
    public void accept(List<Call<BatchCommand, CommandAnswer>> calls) {
        try {
            run(calls, usualLockTimeout);
        } catch (ServerFailure failure) {
            boolean isOnesFault = calls.size() > 1 && !failure.isPerhapsDone() && ONES_FAULT.contains(failure.kind());
            if (isOnesFault) {
                log.debug("running {} commands one by one", calls.size(), failure);
                runAlone(calls);
            } else {
                calls.forEach(call -> call.fail(failure::toException));
            }
        } catch (RuntimeException failure) {
            calls.forEach(call -> call.fail(
                    () -> new CreditStoreException(Kind.INTERNAL, "cannot read what the database answered", failure)));
        }
    }

    private void runAlone(List<Call<BatchCommand, CommandAnswer>> calls) {
        for (Call<BatchCommand, CommandAnswer> call : calls) {
            try {
                run(List.of(call), BRIEF_LOCK_TIMEOUT);
            } catch (ServerFailure failure) {
                call.fail(failure::toException);
            }
        }
    }

    private void run(List<Call<BatchCommand, CommandAnswer>> calls, Duration lockTimeout) throws ServerFailure {
        List<BatchCommand> commands = new ArrayList<>(calls.size());
        for (Call<BatchCommand, CommandAnswer> call : calls) {
            commands.add(call.command());
        }
        long deadlineNanos = calls.get(0).deadlineNanos();
        List<CommandAnswer> answers = database.runWithRetries(
                source, (connection, previous) -> answers(commands, connection, previous, lockTimeout), deadlineNanos);
        for (int i = 0; i < answers.size(); i++) {
            calls.get(i).answer(answers.get(i));
        }
        afterCommit.run();
    }

    private List<CommandAnswer> answers(
            List<BatchCommand> commands, Connection connection, PreviousAttempt previous, Duration lockTimeout)
            throws SQLException {
        boolean isBrief = !lockTimeout.equals(usualLockTimeout);
        if (isBrief) {
            setLockTimeout(connection, lockTimeout);
        }
        List<CommandAnswer> answers;
        try {
            answers = answers(commands, connection, previous);
        } finally {
            if (isBrief) {
                setLockTimeout(connection, usualLockTimeout);
            }
        }
        return previous == PreviousAttempt.NONE
                ? answers
                : answers.stream().map(answer -> answer.after(previous)).toList();
    }

    private List<CommandAnswer> answers(List<BatchCommand> commands, Connection connection, PreviousAttempt previous)
            throws SQLException {
        if (previous == PreviousAttempt.NONE && commands.size() == 1) {
            List<CommandAnswer> answer = SingleStatements.run(commands.get(0), connection);
            if (!answer.isEmpty()) {
                return answer;
            }
        }
        // What was in its way before may be there still.
        return new BatchStatement(commands).run(connection, sql, database.calendar(), previous != PreviousAttempt.NONE);
    }

    private static void setLockTimeout(Connection connection, Duration timeout) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = " + timeout.toMillis());
        }
    }
}
