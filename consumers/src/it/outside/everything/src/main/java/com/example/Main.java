package com.example;

import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.StipendConfig;
import java.nio.file.Path;
import java.util.Map;

/** What a configuration file says, with every adapter there. */
public final class Main {

    public static void main(String[] args) {
        try (Deployment running = Deployment.start(StipendConfig.load(Path.of(args[0]), Map.of()))) {
            boolean approved = running.manager()
                    .reserveBudget(
                            AvailableResources.credits("5"),
                            ExecutionConstraints.builder().maxCost("0.25").build(),
                            "alice",
                            "research")
                    .isApproved();
            System.out.println("approved: " + approved + ", ready: " + running.health().ready().ok());
        }
    }
}
