package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.Resource;
import java.util.function.Function;

/**
 * Nothing was held or booked: the first account on the path, and its first resource, that has too little. Where all accounts have enough, and
 * only the command's ceilings leave too little, the first account and resource whose ceiling does. Not remembered: the same command
 * may succeed later.
 *
 * @param needed how much was needed
 * @param available how much there was, overdraft included; below zero in debt. Under a ceiling, what it leaves: ceiling − reserved
 *     − spent
 * @param byCeiling whether a ceiling of the command refused, and not the account's own room
 */
public record Insufficient(AccountId account, Resource resource, long needed, long available, boolean byCeiling)
        implements AccountRefusal, ChargeOutcome {

    /** The account itself has too little. */
    public Insufficient(AccountId account, Resource resource, long needed, long available) {
        this(account, resource, needed, available, false);
    }

    @Override
    public Kind kind() {
        return Kind.INSUFFICIENT;
    }

    @Override
    public <T> T foldCharge(
            Function<? super ChargeOutcome.Charged, ? extends T> charged,
            Function<? super Insufficient, ? extends T> insufficient,
            Refusal.Visitor<? extends RuntimeException> refused) {
        return insufficient.apply(this);
    }

    @Override
    public <T> T fold(
            Function<? super Frozen, ? extends T> frozen, Function<? super Insufficient, ? extends T> insufficient) {
        return insufficient.apply(this);
    }
}
