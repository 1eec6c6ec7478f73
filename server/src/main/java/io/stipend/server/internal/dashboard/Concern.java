package io.stipend.server.internal.dashboard;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why somebody should look at an account; the first is the worst. */
enum Concern {
    /** More is used and held than there is, of some resource. */
    IN_DEBT,
    /** All that there is of some resource is used or held. */
    AT_CAP,
    /** It is expected to have used up its credits before its period ends, and within a week. */
    RUNS_OUT,
    /** It is frozen. */
    FROZEN,
    /** Four fifths of some resource are used or held. */
    NEAR_CAP;

    /** From which part on of what there is an account is near its cap: as a reservation's first warning. */
    static final double NEAR = 0.8;

    /** The name in requests and answers. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of a name. */
    static Optional<Concern> of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst();
    }
}
