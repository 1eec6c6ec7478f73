package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** When an account will be empty, over HTTP: from what a store kept, so that a service that has just begun says it. */
final class ForecastTest {

    private static final String PLACE = "/v1/accounts/user:eva";

    private final PostgresServer postgres = PostgresServer.shared();
    private final PostgresConfig store = PostgresConfig.of(postgres.jdbcUrl())
            .withUser(postgres.user(), postgres.password())
            .withSchema(postgres.uniqueSchema());

    @BeforeEach
    void applySchema() {
        PostgresStores.applySchema(store);
    }

    @AfterEach
    void dropSchema() throws SQLException {
        postgres.dropSchema(store.schema());
    }

    @Test
    void aServiceThatHasJustBegunSaysWhenAnAccountIsEmpty() throws SQLException {
        spendForTwentyMinutes();

        try (TestServer second = TestServer.start(store, UnaryOperator.identity())) {
            Api api = second.all();
            Api.Reply told = api.get(PLACE + "?forecast=true").expect(200);

            assertThat(told.at("/forecast/state")).as(told.body()).isEqualTo("runs-out");
            assertThat(Instant.parse(told.at("/forecast/expectedAt")))
                    .as("60 credits are left, 2 go in a minute")
                    .isBetween(in(Duration.ofMinutes(27)), in(Duration.ofMinutes(33)));
            assertThat(told.json().at("/forecast/beforePeriodEnds").asBoolean()).isTrue();
            assertThat(told.json().at("/forecast/checks").asInt()).isPositive();
            assertThat(api.get(PLACE).expect(200).json().has("forecast")).isFalse();

            api.post(PLACE + "/limit", "{\"limit\":\"70\",\"reason\":\"r\"}").expect(200);
            assertThat(Instant.parse(api.get(PLACE + "?forecast=true").at("/forecast/expectedAt")))
                    .as("what is left is what is left now")
                    .isBetween(in(Duration.ofMinutes(12)), in(Duration.ofMinutes(18)));

            api.post(PLACE + "/limit", "{\"limit\":\"1\",\"reason\":\"r\"}").expect(200);
            assertThat(api.get(PLACE + "?forecast=true").at("/forecast/state")).isEqualTo("empty");

            api.post(PLACE + "/limit", "{\"unlimited\":true,\"reason\":\"r\"}").expect(200);
            assertThat(api.get(PLACE + "?forecast=true").json().has("forecast")).isFalse();
        }
    }

    @Test
    void whatIsNotKnownIsSaidSo() {
        try (TestServer server = TestServer.start(store, UnaryOperator.identity())) {
            Api api = server.all();
            api.post("/v1/accounts/user:idle/limit", "{\"limit\":\"1\",\"reason\":\"r\"}")
                    .expect(200);
            api.post(PLACE + "/limit", "{\"limit\":\"100\",\"reason\":\"r\"}").expect(200);
            spend(api, "r");

            Api.Reply early = api.get(PLACE + "?forecast=true").expect(200);
            assertThat(early.at("/forecast/state")).isEqualTo("too-early");
            assertThat(early.json().at("/forecast/enoughInMillis").asInt()).isBetween(60_000, 300_000);
            assertThat(api.get("/v1/accounts/user:idle?forecast=true").at("/forecast/state"))
                    .isEqualTo("never");
            assertThat(api.get(PLACE + "?forecast=false").expect(200).json().has("forecast"))
                    .isFalse();
            api.get(PLACE + "?forecast=perhaps").expect(400, "INVALID_VALUE");
        }
    }

    @Test
    @ExtendWith(NeedsBrowser.class)
    void theBurnDownSaysTheSame() throws SQLException {
        spendForTwentyMinutes();

        try (TestServer server = TestServer.start(store, UnaryOperator.identity());
                Browser browser = Browser.start()) {
            browser.login(server.address(), server.all().secret());
            browser.go("#/account?id=user%3Aeva");
            browser.awaitText("main", "Expected to be empty in ");
            browser.awaitText("main", "such intervals");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    /** As if by a service that has ended since: two of a hundred credits in each minute. */
    private void spendForTwentyMinutes() throws SQLException {
        try (TestServer server = TestServer.start(store, UnaryOperator.identity())) {
            Api api = server.all();
            api.post(PLACE + "/limit", "{\"limit\":\"100\",\"reason\":\"r\"}").expect(200);
            for (int minute = 0; minute < 20; minute++) {
                spend(api, "r-" + minute);
            }
        }
        spreadOverTwentyMinutes();
    }

    private static void spend(Api api, String id) {
        api.post("/v1/reservations", "{\"id\":\"" + id + "\",\"user\":\"eva\",\"constraints\":{\"credits\":\"3\"}}")
                .expect(201);
        api.post("/v1/reservations/" + id + "/settle", "{\"used\":{\"credits\":\"2\"}}")
                .expect(200);
    }

    /** The reservation r-0 was closed twenty minutes ago, the next one a minute later, and so on. */
    private void spreadOverTwentyMinutes() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            int moved = statement.executeUpdate("UPDATE " + store.schema()
                    + ".reservation SET closed_at = closed_at - 60000 * (20 - substr(id, 3)::bigint)");
            assertThat(moved).isEqualTo(20);
        }
    }

    private static Instant in(Duration time) {
        return Instant.now().plus(time);
    }
}
