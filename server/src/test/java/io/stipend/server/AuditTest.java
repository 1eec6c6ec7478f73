package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Each change by an administrator is a line in the log, with who, why and the trace. */
final class AuditTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final Logger audit = (Logger) LoggerFactory.getLogger("io.stipend.server.audit");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Level before = audit.getLevel();

    @BeforeEach
    void listen() {
        lines.start();
        audit.setLevel(Level.INFO);
        audit.addAppender(lines);
    }

    @AfterEach
    void stop() {
        audit.detachAppender(lines);
        audit.setLevel(before);
    }

    @Test
    void everyChangeIsALineWithWhoWhyAndTheTrace() {
        try (TestServer server = TestServer.start()) {
            Api api = server.all().with("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
            String account = "/v1/accounts/user:aud/";
            api.post(account + "limit", "{\"limit\":\"5\",\"reason\":\"ticket 1\"}")
                    .expect(200);
            api.post(account + "grant", "{\"amount\":\"1\",\"reason\":\"ticket 2\"}")
                    .expect(200);
            api.post(account + "revoke", "{\"reason\":\"ticket 3\"}").expect(200);
            api.post(account + "adjust", "{\"charge\":\"1\",\"reason\":\"ticket 4\"}")
                    .expect(200);
            api.post(account + "freeze", "{\"reason\":\"ticket 5\"}").expect(200);
            api.post(account + "unfreeze", "{\"reason\":\"ticket 6\"}").expect(200);
            // What is refused, or only looks, is no change.
            api.post(account + "grant", "{\"amount\":\"1\"}").expect(400);
            server.foreign().get(account.substring(0, account.length() - 1)).expect(404);
        }
        List<String> said =
                lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(said)
                .hasSize(6)
                .allSatisfy(
                        line -> assertThat(line).contains("user:aud", "tenant acme", "all: ticket ", "trace " + TRACE));
        assertThat(said.get(1)).startsWith("GRANT");
        assertThat(said.get(4)).startsWith("FROZEN");
    }
}
