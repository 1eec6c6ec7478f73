package io.stipend.cli.replay.engine;

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

    /** Whether everything adds up. */
    public boolean balanced() {
        return findings.isEmpty();
    }
}
