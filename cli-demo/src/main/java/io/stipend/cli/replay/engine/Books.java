package io.stipend.cli.replay.engine;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountView;
import java.util.List;

/**
 * The books after a replay: sums over the users' accounts, in units of credits. Accounts of sessions are audited too,
 * but a reservation is charged to both, so only the users' add up to what was charged.
 *
 * @param accounts how many users have an account
 * @param allowance what they might use
 * @param available what is left, debts deducted
 * @param reserved what is still held
 * @param spent what was used for good
 * @param debt how far accounts are below zero
 * @param findings what does not add up; empty when the books balance
 */
public record Books(
        long accounts, long allowance, long available, long reserved, long spent, long debt, List<String> findings) {

    static final Books EMPTY = new Books(0, 0, 0, 0, 0, 0, List.of());

    /** With one more account; one that is not a user's holds the same reservations again, and is passed over. */
    Books plus(AccountView view) {
        return view.account().kind() != AccountId.Kind.USER
                ? this
                : new Books(
                        accounts + 1,
                        allowance + view.allowance(Resource.CREDITS).orElse(0),
                        available + view.available(Resource.CREDITS).orElse(0),
                        reserved + view.reserved().credits(),
                        spent + view.spent().credits(),
                        debt + view.debt(Resource.CREDITS),
                        findings);
    }

    Books found(List<String> all) {
        return new Books(accounts, allowance, available, reserved, spent, debt, List.copyOf(all));
    }

    /** Whether everything adds up. */
    public boolean balanced() {
        return findings.isEmpty();
    }
}
