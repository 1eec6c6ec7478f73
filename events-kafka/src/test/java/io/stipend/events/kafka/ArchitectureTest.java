package io.stipend.events.kafka;

import io.stipend.testkit.AdapterArchitectureContract;

/** What the publisher makes public, and what it may depend on: not core. */
final class ArchitectureTest extends AdapterArchitectureContract {

    ArchitectureTest() {
        super(
                "io.stipend.events",
                "io.stipend.events.json",
                "org.apache.kafka.clients..",
                "org.apache.kafka.common..",
                "io.cloudevents..",
                "tools.jackson..");
    }
}
