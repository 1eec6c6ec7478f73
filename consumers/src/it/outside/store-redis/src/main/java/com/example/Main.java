package com.example;

import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.redis.RedisConfig;
import io.stipend.store.redis.RedisStores;

/** A budget on Redis, with nothing else of Stipend on the class path. */
public final class Main {

    public static void main(String[] args) {
        StoreAdapter store = RedisStores.open(RedisConfig.of(args[0]).withKeys(args[1], 1));
        try (Stipend stipend = Stipend.builder(store).build()) {
            ResourceManager manager = stipend.manager();
            ReserveResult answer = manager.reserveBudget(
                    AvailableResources.credits("5"),
                    ExecutionConstraints.builder().maxCost("0.25").build(),
                    "alice",
                    "research");
            if (answer instanceof ReserveResult.Approved budget) {
                ResourceUsage used = ResourceUsage.builder().credits("0.22").build();
                System.out.println("charged "
                        + manager.finalizeUsage(budget.reservationId(), used).charged());
            }
        }
    }
}
