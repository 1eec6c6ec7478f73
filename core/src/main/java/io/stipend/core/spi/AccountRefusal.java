package io.stipend.core.spi;

import io.stipend.core.model.AccountId;
import java.util.function.Function;

/** Nothing was held, because of an account. Not remembered: the same command may succeed later. */
public sealed interface AccountRefusal extends ReserveOutcome, ExtendOutcome permits Frozen, Insufficient {

    /** The account that refused. */
    AccountId account();

    /** One function for each of them, so that whoever handles them does not compile without a new one. */
    <T> T fold(Function<? super Frozen, ? extends T> frozen, Function<? super Insufficient, ? extends T> insufficient);

    @Override
    default <T> T foldReserve(
            Function<? super ReserveOutcome.Reserved, ? extends T> reserved,
            Function<? super AccountRefusal, ? extends T> byAccount,
            Refusal.Visitor<? extends RuntimeException> refused) {
        return byAccount.apply(this);
    }

    @Override
    default <T> T foldExtend(
            Function<? super ExtendOutcome.Extended, ? extends T> extended,
            Function<? super ExtendOutcome.TooLarge, ? extends T> tooLarge,
            Function<? super IdleTooSmall, ? extends T> idleTooSmall,
            Function<? super AccountRefusal, ? extends T> byAccount,
            Refusal.Visitor<? extends RuntimeException> refused) {
        return byAccount.apply(this);
    }
}
