package io.stipend.store.postgres.internal.batches;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.postgres.internal.records.AmountArrays;
import io.stipend.store.postgres.internal.records.CommandAnswer;
import io.stipend.store.postgres.internal.records.JournalEntryRows;
import io.stipend.store.postgres.internal.records.ParameterBinder;
import io.stipend.store.postgres.internal.records.Query;
import io.stipend.store.postgres.internal.schema.SqlFiles;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * The statements for a reserve, a charge, a settle or a release that comes alone, on one account: what a service sends that has one call
 * at a time. They do without all that a batch needs to be taken apart.
 */
final class SingleStatements {

    private static final String RESERVE = SqlFiles.text(SingleStatements.class, "reserve.sql");
    private static final String CHARGE = SqlFiles.text(SingleStatements.class, "charge.sql");
    private static final String CLOSE = SqlFiles.text(SingleStatements.class, "close.sql");

    private SingleStatements() {}

    /** Runs a command: one answer, or none if there is no statement for it, or something is out of the ordinary, and nothing was done. */
    static List<CommandAnswer> run(BatchCommand command, Connection connection) throws SQLException {
        return switch (command.verb()) {
            case RESERVE ->
                command.step() == null && command.path().size() == 1
                        ? Query.list(
                                connection,
                                RESERVE,
                                bind -> bindReserve(bind, command),
                                row -> CommandAnswer.done(row.getLong(1)))
                        : List.of();
            case CHARGE ->
                command.path().size() == 1
                        ? Query.list(
                                connection,
                                CHARGE,
                                bind -> bindCharge(bind, command),
                                row -> CommandAnswer.done(row.getLong(1)))
                        : List.of();
            case SETTLE, RELEASE ->
                command.isByStep()
                        ? List.of()
                        : Query.list(
                                connection,
                                CLOSE,
                                bind -> bindClose(bind, command),
                                row -> CommandAnswer.done(Objects.requireNonNull(JournalEntryRows.read(row, 1))));
            default -> List.of();
        };
    }

    private static void bindReserve(ParameterBinder bind, BatchCommand command) throws SQLException {
        AccountTerms terms = command.terms().get(0);
        bind.text(command.tenant());
        bind.text(command.path().get(0).toString());
        bind.text(command.target().value());
        bind.bigint(command.fingerprint());
        bind.amounts(AmountArrays.of(command.amounts(), ResourceVector::get));
        bind.amountsOrNull(command.comparesMore() ? AmountArrays.of(command.fit(), ResourceVector::get) : null);
        bind.amountsOrNull(command.ceilings().isEmpty() ? null : AmountArrays.of(command, SingleStatements::maxInUse));
        bind.amounts(AmountArrays.of(terms.limits(), Limits::get));
        bind.amounts(AmountArrays.of(terms.overdraft(), ResourceVector::get));
        bind.integer(terms.period().code());
        bind.text(terms.period().zone().getId());
        bind.bigint(command.leaseMillis());
        bind.smallint(command.policy());
        bind.text(command.swarm());
        bind.textsOrNull(command.attributeTexts());
    }

    /** How much may be in use on its only account already, so that a reserve is below its ceiling. */
    private static long maxInUse(BatchCommand command, Resource resource) {
        long ceiling = command.ceiling(0).get(resource);
        long fit = command.fit().get(resource);
        return fit == 0 || ceiling == Limits.UNLIMITED ? Checks.MAX_AMOUNT : ceiling - fit;
    }

    private static void bindCharge(ParameterBinder bind, BatchCommand command) throws SQLException {
        AccountTerms terms = command.terms().get(0);
        bind.text(command.tenant());
        bind.text(command.path().get(0).toString());
        bind.text(command.target().value());
        bind.bigint(command.fingerprint());
        bind.amounts(AmountArrays.of(command.amounts(), ResourceVector::get));
        bind.amounts(AmountArrays.of(command, (charge, resource) -> charge.needed(0, resource)));
        bind.amounts(AmountArrays.of(terms.limits(), Limits::get));
        bind.amounts(AmountArrays.of(terms.overdraft(), ResourceVector::get));
        bind.integer(terms.period().code());
        bind.text(terms.period().zone().getId());
        bind.smallint(command.policy());
        bind.text(command.swarm());
        bind.textsOrNull(command.attributeTexts());
    }

    private static void bindClose(ParameterBinder bind, BatchCommand command) throws SQLException {
        bind.text(command.tenant());
        bind.text(command.target().value());
        bind.text(command.operation());
        bind.bigint(command.fingerprint());
        bind.amounts(AmountArrays.of(command.amounts(), ResourceVector::get));
        bind.smallint(command.reported());
        bind.smallint(command.policy());
        bind.smallint(JournalEntryRows.state(command.verb() == Verb.SETTLE ? CloseKind.SETTLED : CloseKind.RELEASED));
    }
}
