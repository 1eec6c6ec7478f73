package io.stipend.store.postgres;

import io.stipend.testkit.AdapterArchitectureContract;

/** What the store shows, and what it may know. */
final class ArchitectureTest extends AdapterArchitectureContract {

    ArchitectureTest() {
        super("io.stipend.core..", "io.stipend.events..", "com.zaxxer.hikari..", "org.flywaydb..", "org.postgresql..");
    }
}
