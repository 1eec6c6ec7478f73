package io.stipend.testkit.servers.postgres;

import io.stipend.testkit.servers.ServerUnavailableException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PostgreSQL server that others start and stop. */
record RemotePostgres(String jdbcUrl, String host, int port, String user, String password) implements PostgresServer {

    private static final String VARIABLE = "TEST_POSTGRES_URL";
    private static final Pattern URL = Pattern.compile(
            "jdbc:postgresql://(?<host>[^/:,?]+|\\[[0-9a-fA-F:]+]):(?<port>[0-9]{1,5})/[^?\\s]*\\?(?<parameters>\\S*)");

    /**
     * The server that {@code TEST_POSTGRES_URL} names.
     *
     * @throws ServerUnavailableException if it is not set
     * @throws IllegalArgumentException if its value is not of the expected form
     */
    static RemotePostgres ofEnvironment(Map<String, String> environment) {
        String value = environment.getOrDefault(VARIABLE, "");
        if (value.isEmpty()) {
            throw new ServerUnavailableException(VARIABLE + " is not set");
        }
        return of(value);
    }

    private static RemotePostgres of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw notUnderstood();
        }
        String parameters = parts.group("parameters");
        return new RemotePostgres(
                url,
                parts.group("host"),
                Integer.parseInt(parts.group("port")),
                parameter(parameters, "user").orElseThrow(RemotePostgres::notUnderstood),
                parameter(parameters, "password").orElse(""));
    }

    /** Without the password that the components hold. */
    @Override
    public String toString() {
        return "PostgreSQL on " + host + ":" + port;
    }

    private static Optional<String> parameter(String parameters, String name) {
        return Pattern.compile("&")
                .splitAsStream(parameters)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst();
    }

    /** Does not show the value, which holds a password. */
    private static IllegalArgumentException notUnderstood() {
        return new IllegalArgumentException(VARIABLE
                + " is not of the form jdbc:postgresql://host:port/database?user=...&password=..., with the port, and at"
                + " least the user");
    }
}
