package io.stipend.events;

import java.util.List;
import java.util.Map;

/** Events for tests: only what a test names differs. */
final class Events {

    static final String TENANT = "default";

    private Events() {}

    static ResourceEvent.Reserved reserved(String reservation, long sequence, long units, String... accounts) {
        return new ResourceEvent.Reserved(
                TENANT,
                reservation,
                sequence,
                1000,
                null,
                null,
                null,
                null,
                List.of(accounts),
                units,
                null,
                2000,
                Map.of());
    }

    static ResourceEvent.Warning warning(String reservation, long sequence) {
        return new ResourceEvent.Warning(TENANT, reservation, sequence, 1000, "step", 0.8);
    }

    static ResourceEvent.Critical critical(String reservation, long sequence) {
        return new ResourceEvent.Critical(TENANT, reservation, sequence, 1000, "step", 0.95, "TOKENS", 95, 100);
    }

    static ResourceEvent.Extended extended(String reservation, long sequence, long added, String... accounts) {
        return new ResourceEvent.Extended(
                TENANT,
                reservation,
                sequence,
                1000,
                List.of(accounts),
                Math.max(0, added),
                Math.max(0, -added),
                100 + added,
                3000);
    }

    static ResourceEvent.Completed completed(
            String reservation, long sequence, boolean late, long unheld, long spent, String... accounts) {
        return new ResourceEvent.Completed(
                TENANT, reservation, sequence, 1000, null, List.of(accounts), 10, spent, 1, 0, late, unheld, spent);
    }

    static ResourceEvent.Released released(
            String reservation, long sequence, long unheld, long cost, String... accounts) {
        return new ResourceEvent.Released(
                TENANT, reservation, sequence, 1000, null, List.of(accounts), 10, cost, unheld);
    }

    static ResourceEvent.Charged charged(String reservation, long cost, String... accounts) {
        return new ResourceEvent.Charged(
                TENANT, reservation, 1, 1000, null, null, List.of(accounts), cost, cost, Map.of());
    }

    static ResourceEvent.Expired expired(
            String reservation, long sequence, long unheld, long cost, String... accounts) {
        return new ResourceEvent.Expired(
                TENANT, reservation, sequence, 1000, null, List.of(accounts), 10, cost, unheld);
    }

    static ResourceEvent.AccountChanged changed(
            String account, long sequence, String resource, long allowanceDelta, long spentDelta) {
        return new ResourceEvent.AccountChanged(
                TENANT, account, sequence, 1000, "GRANT", resource, null, allowanceDelta, spentDelta, "test");
    }
}
