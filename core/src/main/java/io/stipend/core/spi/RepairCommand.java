package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.check.Checks;

/**
 * Sets the sums of an account right.
 *
 * @param account the account, which exists
 * @param operationId names the repair: the same one again changes nothing and returns the first answer
 * @param sequence the number of the account's latest journal entry when it was looked at
 * @param reservedFound what was reserved then
 * @param spentFound what was spent then
 * @param reserved what is to be reserved
 * @param spent what is to be spent; zero where a resource is occupied
 * @param reason who repairs, and what; kept in the journal
 */
public record RepairCommand(
        AccountId account,
        OperationId operationId,
        long sequence,
        ResourceVector reservedFound,
        ResourceVector spentFound,
        ResourceVector reserved,
        ResourceVector spent,
        String reason) {

    public RepairCommand {
        Checks.present(account, "account");
        Checks.present(operationId, "operation id");
        Checks.present(reservedFound, "reserved as found");
        Checks.present(spentFound, "spent as found");
        Checks.present(reserved, "reserved");
        Checks.present(spent, "spent");
        Checks.text(reason, "reason", AccountCommand.MAX_REASON_BYTES);
    }
}
