package io.stipend.events.kafka;

import io.stipend.testkit.AdapterArchitectureContract;

/** What the publisher shows, and what it may know: core is not among it. */
final class ArchitectureTest extends AdapterArchitectureContract {

    ArchitectureTest() {
        super(
                "io.stipend.events",
                "org.apache.kafka.clients..",
                "org.apache.kafka.common..",
                "io.cloudevents..",
                "com.fasterxml.jackson..");
    }
}
