package io.stipend.pools;

import io.stipend.core.spi.ChargeOutcome;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.ExtendOutcome;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SharedPools;
import java.util.List;

/**
 * What a store had answered, and has lost.
 *
 * @param held tokens that it said it holds
 * @param booked tokens that it said it has booked; not those of reports, which nodes make up for
 * @param straight how many of those were of callers' reservations, of which nodes do not know
 */
record LostCalls(long held, long booked, long straight) {

    /** The sums of some answers. */
    static LostCalls of(List<Object> answers) {
        long held = 0;
        long booked = 0;
        long straight = 0;
        for (Object answer : answers) {
            if (answer instanceof ReserveOutcome.Reserved reserved && !reserved.replayed()) {
                held += reserved.entry().request().envelope().tokens();
            } else if (answer instanceof ExtendOutcome.Extended extended && !extended.replayed()) {
                held += extended.entry().added().tokens();
            } else if (answer instanceof CloseOutcome.Closed closed && !closed.replayed()) {
                booked += closed.entry().charged().tokens();
                straight += SharedPools.isBlock(closed.entry().header().id())
                        ? 0
                        : closed.entry().charged().tokens();
            } else if (answer instanceof ChargeOutcome.Charged charged && !charged.replayed()) {
                booked += charged.entry().charged().tokens();
            }
        }
        return new LostCalls(held, booked, straight);
    }
}
