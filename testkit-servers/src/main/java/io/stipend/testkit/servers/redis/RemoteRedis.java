package io.stipend.testkit.servers.redis;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Redis server that others start and stop. */
record RemoteRedis(String url, String host, int port, String user, String password) implements RedisServer {

    private static final String VARIABLE = "TEST_REDIS_URL";
    private static final Pattern URL = Pattern.compile(
            "redis://((?<user>[^:@/\\s]*):(?<password>[^:@/\\s]*)@)?(?<host>[^:@/\\s]+):(?<port>[0-9]{1,5})/?");

    /**
     * The server that {@code TEST_REDIS_URL} names.
     *
     * @throws ServerUnavailableException if it is not set
     * @throws IllegalArgumentException if its value is not of the expected form
     */
    static RemoteRedis ofEnvironment(Map<String, String> environment) {
        String value = environment.getOrDefault(VARIABLE, "");
        if (value.isEmpty()) {
            throw new ServerUnavailableException(VARIABLE + " is not set");
        }
        return of(value);
    }

    static RemoteRedis of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            // Does not show the value, which may hold a password.
            throw new IllegalArgumentException(VARIABLE + " is not of the form redis://[user:password@]host:port");
        }
        return new RemoteRedis(
                url,
                parts.group("host"),
                Integer.parseInt(parts.group("port")),
                parts.group("user") == null ? "" : parts.group("user"),
                parts.group("password") == null ? "" : parts.group("password"));
    }

    @Override
    public @Nullable Object call(String... command) {
        List<List<String>> commands = new ArrayList<>();
        if (!password.isEmpty()) {
            commands.add(user.isEmpty() ? List.of("AUTH", password) : List.of("AUTH", user, password));
        }
        commands.add(List.of(command));
        return RedisProtocol.answer(host, port, commands);
    }

    /** Without the password that the components hold. */
    @Override
    public String toString() {
        return "Redis on " + host + ":" + port;
    }
}
