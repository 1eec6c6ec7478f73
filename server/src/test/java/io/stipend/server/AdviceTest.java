package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.ForecasterPlugin;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.AdviceSettings;
import io.stipend.deploy.sections.LimitSettings;
import io.stipend.deploy.sections.PriceSettings;
import io.stipend.store.memory.MemoryConfig;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What to do with a step, over HTTP. */
final class AdviceTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(MemoryConfig.DEFAULT, AdviceTest::advised);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Each user has 100 credits a month, and what is ahead of the pace is to be deferred. */
    private static StipendConfig advised(StipendConfig config) {
        LimitSettings limits = config.limits();
        AccountTerms user = new AccountTerms(
                Limits.credits(Credits.of(100)), ResourceVector.ZERO, LimitPeriod.monthly(ZoneOffset.UTC));
        return config.withLimits(new LimitSettings(user, limits.swarm(), limits.pool()))
                .withPrices(new PriceSettings(Optional.of(PriceSettings.BUILT_IN), "fail", Duration.ZERO))
                .withAdvice(new AdviceSettings(new ForecasterPlugin.Strategies(Optional.of("defer"), 0.05, Map.of())));
    }

    @Test
    void whoAsksIsToldWithTheHold() {
        JsonNode hold = server.all()
                .post("/v1/reservations", call("ada", ",\"advise\":true"))
                .expect(201)
                .json();

        assertThat(hold.at("/advice/kind").asString()).isEqualTo("PROCEED");
        assertThat(hold.at("/advice/model").asString()).isEqualTo("gpt-4o");
    }

    @Test
    void whoDoesNotAskIsNot() {
        JsonNode hold = server.all()
                .post("/v1/reservations", call("ben", ""))
                .expect(201)
                .json();

        assertThat(hold.has("advice")).isFalse();
    }

    @Test
    void whoIsRefusedIsToldWhatToDo() {
        server.all()
                .post("/v1/charges", "{\"user\":\"eve\",\"used\":{\"credits\":\"150\"}}")
                .expect(201);

        JsonNode refused = server.all()
                .post("/v1/reservations", call("eve", ",\"advise\":true"))
                .expect(402, "ACCOUNT_EXHAUSTED")
                .json();

        assertThat(refused.at("/advice/kind").asString()).isEqualTo("DEFER");
        assertThat(refused.at("/advice/until").asString())
                .isEqualTo(refused.get("periodEndsAt").asString());
    }

    @Test
    void aDryRunIsAdvisedToo() {
        JsonNode would = server.all()
                .post("/v1/reservations", call("dora", ",\"advise\":true,\"dryRun\":true"))
                .expect(200)
                .json();

        assertThat(would.at("/advice/kind").asString()).isEqualTo("PROCEED");
    }

    private static String call(String user, String more) {
        return "{\"user\":\"" + user
                + "\",\"constraints\":{},\"model\":\"gpt-4o\",\"inputTokens\":100,\"maxOutputTokens\":100" + more + "}";
    }
}
