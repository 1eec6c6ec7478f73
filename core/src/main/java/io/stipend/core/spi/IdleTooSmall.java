package io.stipend.core.spi;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import java.util.function.Function;

/**
 * Nothing moved: too little of an open reservation is idle for a split, or for an extension of one of its children. Not remembered: the
 * same command may succeed later.
 *
 * @param parent the reservation
 * @param resource the first resource of which too little is idle
 * @param needed how much was needed of it
 * @param idle how much is idle: held − used, not below zero
 */
public record IdleTooSmall(ReservationId parent, Resource resource, long needed, long idle)
        implements SplitOutcome, ExtendOutcome {

    @Override
    public Kind kind() {
        return Kind.IDLE_TOO_SMALL;
    }

    @Override
    public <T> T foldSplit(
            Function<? super Split, ? extends T> split,
            Function<? super IdleTooSmall, ? extends T> idleTooSmall,
            Refusal.Visitor<? extends RuntimeException> refused) {
        return idleTooSmall.apply(this);
    }

    @Override
    public <T> T foldExtend(
            Function<? super Extended, ? extends T> extended,
            Function<? super TooLarge, ? extends T> tooLarge,
            Function<? super IdleTooSmall, ? extends T> idleTooSmall,
            Function<? super AccountRefusal, ? extends T> byAccount,
            Refusal.Visitor<? extends RuntimeException> refused) {
        return idleTooSmall.apply(this);
    }
}
