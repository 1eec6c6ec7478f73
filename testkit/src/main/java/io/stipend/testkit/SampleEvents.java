package io.stipend.testkit;

import io.stipend.events.ResourceEvent;
import java.util.List;
import java.util.Map;

/** Events to publish, no two with the same id: for tests of publishers. */
public final class SampleEvents {

    private static final long MAX = 9_007_199_254_740_991L;
    private static final long AT_MILLIS = 1_772_366_400_123L;

    private SampleEvents() {}

    /** The report of a step, the smallest of events. */
    public static ResourceEvent usage(String tenant, String reservation, long sequence) {
        return new ResourceEvent.Usage(tenant, reservation, sequence, AT_MILLIS, "s", 100, 0.1);
    }

    /** One event of each type, with every field present. */
    public static List<ResourceEvent> ofEveryType(String tenant, String id) {
        List<String> accounts = List.of("user:" + id, "pool:p");
        return List.of(
                new ResourceEvent.Reserved(
                        tenant,
                        id,
                        1,
                        AT_MILLIS,
                        id,
                        "w",
                        null,
                        id,
                        accounts,
                        100,
                        30_000L,
                        AT_MILLIS + 1,
                        Map.of("k", id)),
                new ResourceEvent.Usage(tenant, id, 2, AT_MILLIS, id, 80, 0.8),
                new ResourceEvent.Warning(tenant, id, 2, AT_MILLIS, id, 0.8),
                new ResourceEvent.Critical(tenant, id, 3, AT_MILLIS, id, 0.95, "CREDITS", 95, 100),
                new ResourceEvent.Extended(tenant, id, 4, AT_MILLIS, accounts, 5, 2, 105, AT_MILLIS + 2),
                new ResourceEvent.Split(tenant, id, 4, AT_MILLIS, accounts, "child of " + id, 7, 3, 98),
                new ResourceEvent.Expired(tenant, id, 5, AT_MILLIS, id, accounts, 500, 95, -105),
                new ResourceEvent.Completed(
                        tenant, id, 6, AT_MILLIS, id, accounts, 600, 100, 0.123456789012345, 2, true, 0, 5),
                new ResourceEvent.Released(tenant, id, 7, AT_MILLIS, id, accounts, 700, 0, -1),
                new ResourceEvent.Charged(tenant, id, 8, AT_MILLIS, id, "w", accounts, 9, 8, Map.of("k", id)),
                new ResourceEvent.Refused(
                        tenant, id, 1, AT_MILLIS, id, true, "ACCOUNT_EXHAUSTED", "user:" + id, "CREDITS", 100, -5),
                new ResourceEvent.AccountChanged(
                        tenant, "user:" + id, 1, AT_MILLIS, "GRANT", "CREDITS", 100L, 50, 0, id),
                new ResourceEvent.AccountForecast(
                        tenant,
                        "user:" + id,
                        2,
                        AT_MILLIS,
                        true,
                        100,
                        AT_MILLIS + 2,
                        AT_MILLIS + 1,
                        AT_MILLIS + 3,
                        0.8,
                        0.75,
                        4,
                        AT_MILLIS + 9),
                new ResourceEvent.PoolStarved(
                        tenant, "pool:p", 3, AT_MILLIS, true, id, null, "SLOTS", 1, 2, 4, AT_MILLIS - 1),
                new ResourceEvent.ForecastCalibration(
                        tenant, 1_772_365_200L, AT_MILLIS, id, 0.01, 0.0125, 400, 5, 900, 30_000, 31_500, 370, 2));
    }

    /** Events with nothing in them that may be absent, and with the largest and smallest numbers. */
    public static List<ResourceEvent> atTheEdges(String tenant) {
        String id = "r";
        return List.of(
                new ResourceEvent.Reserved(tenant, id, 1, 0, null, null, null, null, List.of(), 0, null, MAX, Map.of()),
                new ResourceEvent.Usage(tenant, id, 2, AT_MILLIS, null, MAX, 0.1 + 0.2),
                new ResourceEvent.Warning(tenant, id, 2, AT_MILLIS, null, (double) MAX),
                new ResourceEvent.Critical(tenant, id, 3, AT_MILLIS, null, 1.0 / 3, "MEMORY", MAX, MAX - 1),
                new ResourceEvent.Expired(tenant, id, 4, AT_MILLIS, null, List.of(), 0, MAX, -MAX),
                new ResourceEvent.Completed(
                        tenant, id, MAX, AT_MILLIS, null, List.of(), MAX, MAX, 0, 0, false, -MAX, MAX),
                new ResourceEvent.Released(tenant, id, MAX - 1, AT_MILLIS, null, List.of(), 0, 0, 0),
                new ResourceEvent.Charged(tenant, id, MAX, AT_MILLIS, null, null, List.of(), MAX, 0, Map.of()),
                new ResourceEvent.Refused(
                        tenant, id, MAX, AT_MILLIS, null, true, "RESERVATION_TOO_LARGE", null, "TOKENS", MAX, 0),
                new ResourceEvent.AccountChanged(
                        tenant, "user:u", 1, AT_MILLIS, "PERIOD", "TOKENS", null, -MAX, -MAX, ""),
                new ResourceEvent.AccountForecast(
                        tenant, "user:u", MAX, AT_MILLIS, false, -MAX, null, null, null, 0.8, null, 0, null),
                new ResourceEvent.PoolStarved(
                        tenant, "pool:p", MAX, AT_MILLIS, false, null, id, "CREDITS", 0, MAX, 0, 0),
                new ResourceEvent.ForecastCalibration(tenant, MAX, AT_MILLIS, null, 0.5, 0, 1, 0, MAX, 0, MAX, MAX, 0));
    }
}
