package io.stipend.testkit.servers.internal.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.testkit.servers.ServerUnavailableException;
import io.stipend.testkit.servers.internal.choice.ServerChoice.Way;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ServerChoiceTest {

    @Test
    void takesTheFirstWayThatIsOpen_andSaysWhyNotAnEarlierOne() {
        var chosen = choose(Map.of(), closed("not set"), () -> "a container", () -> "a binary");
        assertThat(chosen.server()).isEqualTo("a container");
        assertThat(chosen.mode()).isEqualTo(ServerMode.DOCKER);
        assertThat(chosen.passedOver()).containsExactly("env: not set");
    }

    @Test
    void takesOnlyTheWayThatIsForced() {
        var chosen = choose(Map.of("TESTKIT_MODE", "embedded"), () -> "named", () -> "a container", () -> "a binary");
        assertThat(chosen.server()).isEqualTo("a binary");
        assertThat(chosen.passedOver()).isEmpty();
    }

    @Test
    void failsWhenNoneIsOpen_andSaysWhatWasTried() {
        assertThatThrownBy(() -> choose(Map.of(), closed("not set"), closed("no engine"), closed("no binaries")))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("no teapot server")
                .hasMessageContaining("env: not set")
                .hasMessageContaining("docker: no engine")
                .hasMessageContaining("embedded: no binaries");
        assertThatThrownBy(() ->
                        choose(Map.of("TESTKIT_MODE", "docker"), () -> "named", closed("no engine"), () -> "a binary"))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("TESTKIT_MODE=docker")
                .hasMessageContaining("no engine");
    }

    @Test
    void anUnknownModeIsNamed() {
        assertThatThrownBy(() -> choose(Map.of("TESTKIT_MODE", "Podman"), () -> "", () -> "", () -> ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"Podman\"")
                .hasMessageContaining("env, docker or embedded");
    }

    /** A way that is open and then fails is not passed over: the failure would be hidden for ever. */
    @Test
    void aFailureIsAFailure() {
        assertThatThrownBy(() -> choose(
                        Map.of(),
                        () -> {
                            throw new IllegalArgumentException("the server named does not answer");
                        },
                        () -> "a container",
                        () -> "a binary"))
                .hasMessage("the server named does not answer");
    }

    private static Supplier<String> closed(String why) {
        return () -> {
            throw new ServerUnavailableException(why);
        };
    }

    private static ServerChoice.Chosen<String> choose(
            Map<String, String> environment, Supplier<String> env, Supplier<String> docker, Supplier<String> embedded) {
        return ServerChoice.choose(
                "teapot",
                environment,
                List.of(
                        new Way<>(ServerMode.ENV, env),
                        new Way<>(ServerMode.DOCKER, docker),
                        new Way<>(ServerMode.EMBEDDED, embedded)));
    }
}
