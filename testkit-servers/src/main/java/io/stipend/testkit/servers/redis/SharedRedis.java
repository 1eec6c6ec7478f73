package io.stipend.testkit.servers.redis;

import io.stipend.testkit.servers.internal.choice.ServerChoice;
import io.stipend.testkit.servers.internal.choice.ServerMode;
import io.stipend.testkit.servers.internal.choice.SharedServer;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one Redis server of this JVM. */
final class SharedRedis {

    private static final SharedServer<RedisServer> SHARED = new SharedServer<>(() -> choose(System.getenv()));
    private static final Pattern VERSION = Pattern.compile("(redis|valkey)_version:(\\S+)");

    private SharedRedis() {}

    static RedisServer get() {
        return SHARED.get();
    }

    /** Gets a server, and prints which way it took. */
    static RedisServer choose(Map<String, String> environment) {
        ServerChoice.Chosen<RedisServer> chosen = ServerChoice.choose(
                "Redis",
                environment,
                List.of(
                        new ServerChoice.Way<>(ServerMode.ENV, () -> RemoteRedis.ofEnvironment(environment)),
                        new ServerChoice.Way<>(ServerMode.DOCKER, () -> ContainerRedis.start(environment)),
                        new ServerChoice.Way<>(ServerMode.EMBEDDED, () -> EmbeddedRedis.start(RedisOptions.fast()))));
        RedisServer server = chosen.server();
        chosen.print("Redis " + version(server) + " on " + server.host() + ":" + server.port());
        return server;
    }

    private static String version(RedisServer server) {
        Matcher version = VERSION.matcher(String.valueOf(server.call("INFO", "server")));
        return version.find() ? version.group(2) : "of unknown version";
    }
}
