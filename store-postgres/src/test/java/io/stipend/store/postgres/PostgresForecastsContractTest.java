package io.stipend.store.postgres;

import io.stipend.core.spi.ForecastStore;
import io.stipend.testkit.ForecastStoreContract;

/** Records of forecasts, on a real server. */
final class PostgresForecastsContractTest extends ForecastStoreContract {

    private static PostgresHarness harness;

    @Override
    protected ForecastStore forecasts() {
        if (harness == null) {
            harness = new PostgresHarness();
        }
        return harness.adapter().forecasts().orElseThrow();
    }
}
