package io.stipend.pools;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.SharedPools;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.check.Checks;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens the record of a node's settlements, and books what is left in it. */
final class SettlementRecords {

    private SettlementRecords() {}

    /**
     * Opens it. Blocks like the store.
     *
     * @param pathOfLocal the path of a local account
     * @throws SettlementRecordException if it is another node's, or of another store, or cannot be read or written
     * @throws io.stipend.core.spi.CreditStoreException if the store did not answer
     */
    static SettlementLog open(
            BlockConfig config, StoreAdapter shared, Function<AccountId, @Nullable AccountPath> pathOfLocal) {
        RecordConfig record = config.record();
        if (record.mode() == RecordConfig.Mode.NONE) {
            return SettlementLog.NONE;
        }
        record.checkNode(config.node());
        try {
            RecordFile file = RecordFile.take(record.folder(), record.mode() == RecordConfig.Mode.FSYNC);
            try {
                return opened(file, config, shared, pathOfLocal);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw new SettlementRecordException(
                    "the record of settlements in " + record.folder() + " cannot be used: " + e.getMessage()
                            + "; give a folder that this process may write to, on a disk with room",
                    e);
        }
    }

    private static SettlementLog opened(
            RecordFile file,
            BlockConfig config,
            StoreAdapter shared,
            Function<AccountId, @Nullable AccountPath> pathOfLocal)
            throws IOException {
        RecordedPaths paths = new RecordedPaths();
        RecordFile.Owner found = file.read(paths::add);
        RecordFile.Owner owner = found == null
                ? new RecordFile.Owner(config.node(), mark(shared.accountAdministration()))
                : checked(found, config, shared.accountAdministration());
        file.replace(owner, paths.entries());
        RecordedSettlements log = RecordedSettlements.over(file, owner, paths, pathOfLocal);
        SettlementRecovery.book(shared.creditStore(), config, paths, log);
        return log;
    }

    /** Marks a store, so that it is known again wherever it is reached. */
    private static String mark(AccountAdministration accounts) {
        String mark = UUID.randomUUID().toString();
        var unused = accounts.apply(new AccountCommand.SetLimit(
                accountOf(mark), OperationId.unique(), Resource.CREDITS, 0, "names this store to a node's record"));
        return mark;
    }

    private static AccountId accountOf(String mark) {
        return new AccountId(Checks.DEFAULT_TENANT, AccountId.Kind.POOL, SharedPools.ACCOUNT_PREFIX + "record:" + mark);
    }

    private static RecordFile.Owner checked(
            RecordFile.Owner found, BlockConfig config, AccountAdministration accounts) {
        RecordConfig record = config.record();
        if (!found.node().equals(config.node())) {
            throw new SettlementRecordException("the record of settlements in " + record.folder() + " is of the node "
                    + found.node() + ", and this one is " + config.node()
                    + "; give this node that name, or a folder of its own");
        }
        if (accounts.show(accountOf(found.store())).isEmpty()) {
            throw new SettlementRecordException("the record of settlements in " + record.folder()
                    + " is of another store, or this one has lost its data; open the store that it is of, or move the"
                    + " folder away and book by hand what is in it");
        }
        return found;
    }
}
