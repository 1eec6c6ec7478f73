package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a service does before its first caller comes. */
final class WarmUpTest {

    @Test
    void itLeavesTheBooksOfOthersAlone() {
        try (TestServer server = TestServer.start()) {
            WarmUp.run(Duration.ofMillis(50));

            assertThat(server.all().get("/v1/accounts").json().get("accounts")).isEmpty();
        }
    }

    @Test
    void anAnswerThatIsNotTheExpectedOneIsTold() {
        try (TestServer server = TestServer.start();
                PlainConnection connection = new PlainConnection(server.address(), "no such secret")) {
            connection.expect(401, "GET", "/v1/accounts", "");

            assertThatThrownBy(() -> connection.expect(200, "GET", "/v1/accounts", ""))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was answered 401, not 200")
                    .hasMessageContaining("nobody is known by this key");
        }
    }
}
