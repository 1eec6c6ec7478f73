package io.stipend.server;

import io.stipend.core.spi.StoreConfig;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ApiKey;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.deploy.sections.ServerSettings;
import io.stipend.store.memory.MemoryConfig;
import java.net.URI;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A service with a key for each permission alone, for all of them, and for another tenant. */
final class TestServer implements AutoCloseable {

    static final String TENANT = "acme";

    private static final String ALL = StipendServer.newSecret();
    private static final String FOREIGN = StipendServer.newSecret();
    private static final Map<Permission, String> BUT_ONE = new EnumMap<>(Permission.class);

    static {
        for (Permission permission : Permission.values()) {
            BUT_ONE.put(permission, StipendServer.newSecret());
        }
    }

    private final StipendServer server;

    private TestServer(StipendServer server) {
        this.server = server;
    }

    static TestServer start() {
        return start(MemoryConfig.DEFAULT, UnaryOperator.identity());
    }

    static TestServer start(StoreConfig store, UnaryOperator<StipendConfig> more) {
        return new TestServer(StipendServer.start(more.apply(config(store))));
    }

    /** A configuration with all keys, on any port. */
    static StipendConfig config(StoreConfig store) {
        return StipendConfig.of(store)
                .withServer(ServerSettings.DEFAULT.at("127.0.0.1", 0).withApiKeys(keys()));
    }

    static ApiKey[] keys() {
        ApiKey[] keys = new ApiKey[2 + BUT_ONE.size()];
        keys[0] = key("all", ALL, TENANT, EnumSet.allOf(Permission.class));
        keys[1] = key("foreign", FOREIGN, "globex", EnumSet.allOf(Permission.class));
        int next = 2;
        for (Map.Entry<Permission, String> each : BUT_ONE.entrySet()) {
            String name = "all-but-" + each.getKey().label();
            keys[next++] = key(name, each.getValue(), TENANT, EnumSet.complementOf(EnumSet.of(each.getKey())));
        }
        return keys;
    }

    private static ApiKey key(String name, String secret, String tenant, Set<Permission> may) {
        return new ApiKey(name, StipendServer.sha256(secret), tenant, may, OptionalInt.empty());
    }

    StipendServer server() {
        return server;
    }

    URI address() {
        return server.address();
    }

    /** May do everything in the tenant. */
    Api all() {
        return with(ALL);
    }

    /** May do everything in another tenant. */
    Api foreign() {
        return with(FOREIGN);
    }

    /** May do everything but this. */
    Api allBut(Permission permission) {
        return with(BUT_ONE.get(permission));
    }

    /** Has no key. */
    Api nobody() {
        return with("");
    }

    Api with(String secret) {
        return new Api(address(), secret, Map.of());
    }

    @Override
    public void close() {
        server.close();
    }
}
