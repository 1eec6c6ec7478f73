package io.stipend.core;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for what other threads do. */
public final class Patience {

    private Patience() {}

    /** Far longer than anything takes, on a machine that is busy with other tests too: only a test that would fail anyhow waits so long. */
    public static ConditionFactory await() {
        return Awaitility.with()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .await()
                .atMost(Duration.ofMinutes(2));
    }
}
