package com.example;

import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.Stipend;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.store.memory.MemoryStores;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;

/** A module of its own, on the module path: a budget in memory, or on PostgreSQL if there are arguments. */
public final class Main {

    public static void main(String[] args) {
        StoreAdapter store = args.length == 0 ? MemoryStores.open() : postgres(args);
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

    private static StoreAdapter postgres(String[] args) {
        PostgresConfig config = PostgresConfig.of(args[0]).withUser(args[1], args[2]).withSchema(args[3]);
        PostgresStores.applySchema(config);
        return PostgresStores.open(config);
    }
}
