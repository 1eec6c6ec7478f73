/**
 * Real servers for tests, and broken connections to them. Containers are for the class path alone, because
 * Testcontainers' jars share packages.
 */
module io.stipend.testkit.servers {
    requires transitive java.sql;
    requires static org.apache.commons.compress;
    requires static org.jspecify;
    requires static org.tukaani.xz;
    requires static kafka.clients;
    requires static awaitility;

    exports io.stipend.testkit.servers;
    exports io.stipend.testkit.servers.kafka;
    exports io.stipend.testkit.servers.network;
    exports io.stipend.testkit.servers.postgres;
    exports io.stipend.testkit.servers.process;
    exports io.stipend.testkit.servers.redis;
}
