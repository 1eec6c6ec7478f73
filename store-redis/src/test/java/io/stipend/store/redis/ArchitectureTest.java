package io.stipend.store.redis;

import io.stipend.testkit.AdapterArchitectureContract;

final class ArchitectureTest extends AdapterArchitectureContract {
    ArchitectureTest() {
        super(
                "io.stipend.core..",
                "io.stipend.events..",
                "io.stipend.store.support..",
                "redis.clients.jedis..",
                "org.apache.commons.pool2..");
    }
}
