package io.stipend.testkit.servers.internal.choice;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A way to come by a server. */
public enum ServerMode {
    /** The environment names one. */
    ENV,
    /** A container. */
    DOCKER,
    /** The binary, started by us. */
    EMBEDDED;

    private static final String VARIABLE = "TESTKIT_MODE";

    /** The only way to be taken, if the environment forces one. */
    static Optional<ServerMode> forced(Map<String, String> environment) {
        String value = environment.getOrDefault(VARIABLE, "");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(values())
                .filter(mode -> mode.word().equals(value))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(
                        VARIABLE + " is \"" + value + "\", and can be env, docker or embedded")));
    }

    /** Its name as people write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
