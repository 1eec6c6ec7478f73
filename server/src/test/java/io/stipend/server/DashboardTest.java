package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.Resource;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.ForecastFigures;
import io.stipend.deploy.StipendConfig;
import io.stipend.deploy.sections.ApiKey;
import io.stipend.store.memory.MemoryConfig;
import io.stipend.store.postgres.PostgresConfig;
import io.stipend.store.postgres.PostgresStores;
import io.stipend.testkit.servers.postgres.EmbeddedPostgres;
import io.stipend.testkit.servers.postgres.PostgresOptions;
import io.stipend.testkit.servers.postgres.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The dashboard in a real browser, as a person has it. */
@ExtendWith(NeedsBrowser.class)
final class DashboardTest {

    /** Each page, with what stands there once it has its figures. */
    private static final List<List<String>> PAGES = List.of(
            List.of("now", "#/now", "ada"),
            List.of("attention", "#/attention", "ada"),
            List.of("accounts", "#/accounts", "ada"),
            List.of("account", "#/account?id=user%3Aada", "all: first budget"),
            List.of("reservations", "#/reservations", "build-41"),
            List.of("reservation", "#/reservation?id=build-41", "build-41-tests"),
            List.of("usage", "#/usage", "ada"),
            List.of("refusals", "#/refusals", "more"),
            List.of("estimates-without-forecasts", "#/estimates", "Forecasts are not configured"),
            List.of("pools-without-shares", "#/pools", "No pool has shares"),
            List.of("whatif", "#/whatif", "mia"),
            List.of("audit", "#/audit", "all-but-read"));

    private static final int[] WIDTHS = {360, 1280, 2560};
    private static final String[] THEMES = {"light", "dark"};

    /** Pictures for the documentation are only taken when they are asked for, with -Dstipend.screenshots=true. */
    private static final boolean TAKES_PICTURES = Boolean.getBoolean("stipend.screenshots");

    private static final Set<String> PICTURES = Set.of(
            "now-light",
            "account-dark",
            "accounts-light",
            "refusals-light",
            "usage-dark",
            "estimates-light",
            "pools-light");

    private static final String HOSTILE =
            "<img src=x onerror=alert(1)><script>alert(2)</script>\u202eevil\u2066\"'&amp;{{x}}";

    private static Browser browser;
    private static TestServer server;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        server = DashboardScene.serve();
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.close();
    }

    @BeforeEach
    void lookAsMostDo() {
        browser.beginAnew();
    }

    /** No test leaves a complaint in the console that it did not expect, or has asked anybody but its service. */
    @AfterEach
    void nothingWentWrongAndNobodyElseWasAsked() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .isNotEmpty()
                .allMatch(url -> url.getHost().equals("127.0.0.1"));
    }

    private static void login() {
        browser.login(server.address(), server.all().secret());
    }

    @Test
    void everyPageFitsEveryWidthAndTheme() {
        login();
        for (List<String> page : PAGES) {
            requireThatItFits(browser, page);
        }
    }

    /** A page has three widths and two themes, and a picture where one is wanted. */
    static void requireThatItFits(Browser browser, List<String> page) {
        for (int width : WIDTHS) {
            for (String theme : THEMES) {
                String what = page.get(0) + ", " + width + ", " + theme;
                browser.look(width, 900, theme);
                browser.go(page.get(1));
                browser.awaitText("main", page.get(2));

                browser.requireNoOverflow(what);
                if ((width == 360) == theme.equals("dark") && width != 2560) {
                    assertThat(browser.seriousFindings()).as(what).isEmpty();
                }
                String picture = page.get(0) + "-" + theme;
                if (TAKES_PICTURES && width == 1280 && PICTURES.contains(picture)) {
                    browser.save(Path.of("..", "docs", "images", "dashboard-" + picture + ".png"));
                }
            }
        }
    }

    @Test
    void estimatesSayHowGoodForecastsWere() {
        try (TestServer forecasting = TestServer.start(MemoryConfig.DEFAULT, DashboardScene::withForecasts)) {
            Api api = forecasting.all();
            browser.login(forecasting.address(), api.secret());
            browser.go("#/estimates");
            browser.awaitText("main", "No step that was forecast has been settled since this process began.");

            DashboardScene.callModel(api, "gpt-4o", 150);
            DashboardScene.callModel(api, "gpt-4o-mini", 20);
            browser.awaitText("main", "gpt-4o-mini");
            ForecastFigures figures = forecasting.server().deployment().manager().getMetrics().forecasts().stream()
                    .filter(each -> each.model().equals("gpt-4o"))
                    .findFirst()
                    .orElseThrow();
            browser.awaitText("main", String.format(Locale.ROOT, "%,.2f", figures.heldOverUsed()));
            browser.awaitText("main", "1.00 %");
            browser.awaitText("main", "Suggested holds, by model");
            requireThatItFits(browser, List.of("estimates", "#/estimates", "Hold if streamed"));

            browser.forgetSessions();
            browser.login(
                    forecasting.address(),
                    forecasting.allBut(ApiKey.Permission.METRICS).secret());
            browser.awaitText("nav", "What if");
            assertThat(browser.text("nav")).doesNotContain("Estimates");
            browser.forgetSessions();
        }
    }

    /** Its library may still be on its way when somebody goes to another page. */
    @Test
    void aChartThatIsClosedBeforeItIsDrawnIsNotDrawn() {
        login();
        Object canvases = browser.script("""
                return import('/dashboard/chart.js').then(async ({ chart }) => {
                  const plot = chart('closed at once');
                  document.querySelector('main').append(plot.element);
                  plot.show({ times: [0, 60], series: [{ name: 'left', values: [2, 1] }] });
                  plot.close();
                  await import('/dashboard/uplot.js');
                  await new Promise((done) => setTimeout(done));
                  return plot.element.querySelectorAll('canvas').length;
                });
                """);
        assertThat(canvases).isEqualTo(0L);
    }

    @Test
    void eachChangeIsShownBeforeConfirmedAndKept() {
        Api api = server.all();
        login();
        browser.go("#/account?id=user%3Abea");
        browser.awaitText("main", "12.00");

        change("Grant…", () -> browser.fill("Amount", "2.5"), "Grant 2.5 credits", "Grant");
        browser.awaitText("main", "14.50");
        change("Limit…", () -> browser.fill("Limit", "20"), "Set the limit to 20 credits", "Limit");
        browser.awaitText("main", "22.50");
        change("Freeze…", () -> {}, "Freeze the account", "Freeze");
        browser.awaitText("main", "all: because of Freeze");
        api.post("/v1/reservations", "{\"user\":\"bea\"}").expect(423);
        change("Unfreeze…", () -> {}, "Unfreeze the account", "Unfreeze");
        await().untilAsserted(() ->
                assertThat(api.get("/v1/accounts/user:bea").at("/frozen")).isEmpty());

        Api.Reply history = api.get("/v1/accounts/user:bea/history");
        for (String change : List.of("Grant", "Limit", "Freeze", "Unfreeze")) {
            assertThat(history.body()).contains("all: because of " + change);
            browser.awaitText(".page-account", "all: because of " + change);
        }
        assertThat(history.json().get("changes")).hasSize(1 + 4);
    }

    private static void change(String button, Runnable fill, String sentence, String confirm) {
        browser.click(button);
        fill.run();
        browser.fill("Reason", "because of " + confirm);
        browser.click("Review");
        browser.awaitText("dialog", sentence);
        browser.click(confirm);
        browser.awaitText("main", "Done");
    }

    /** A browser keeps pages for its back button, and has six connections to a service. */
    @Test
    void pagesThatWereLeftListenNoMore() {
        login();
        for (int i = 0; i < 8; i++) {
            browser.open(server.address(), "#/refusals");
            browser.awaitText("main", "more");
        }
    }

    @Test
    void aReservationIsReleasedAloneAndWithItsDescendants() {
        Api api = server.all();
        DashboardScene.reserve(api, "lone", "cleo", "1");
        DashboardScene.reserve(api, "root", "cleo", "1");
        api.post("/v1/reservations/root/split", "{\"id\":\"leaf\",\"amounts\":{\"credits\":\"0.5\"}}")
                .expect(201);
        login();

        browser.go("#/reservation?id=lone");
        browser.click("Release…");
        browser.awaitText("dialog", "Close the reservation.");
        browser.click("Cancel");
        assertThat(api.get("/v1/reservations/lone").at("/state")).isEqualTo("OPEN");
        browser.click("Release…");
        browser.click("Release");
        browser.awaitText("main", "Done: it is released.");
        assertThat(api.get("/v1/reservations/lone").at("/state")).isEqualTo("RELEASED");

        browser.go("#/reservation?id=root");
        browser.awaitText(".tree", "leaf");
        browser.click("Release with descendants…");
        browser.click("Release all");
        browser.awaitText("main", "Done: 2 closed.");
        assertThat(api.get("/v1/reservations/leaf").at("/state")).isEqualTo("RELEASED");
    }

    @Test
    void theFiguresAreThoseOfTheBooks() {
        AccountView books = server.server()
                .deployment()
                .accounts()
                .show(AccountId.parse(TestServer.TENANT, "user:ada"))
                .orElseThrow();
        login();
        browser.go("#/account?id=user%3Aada");
        browser.awaitText("main", "Spent");

        for (String figure : List.of(
                Resource.CREDITS.format(books.spent().get(Resource.CREDITS)),
                Resource.CREDITS.format(books.reserved().get(Resource.CREDITS)),
                Resource.CREDITS.format(books.available(Resource.CREDITS).orElseThrow()))) {
            String trimmed = figure.replaceAll("\\.?0+$", "") + " credits";
            await().untilAsserted(() -> assertThat(browser.count(".page-account [title=\"" + trimmed + "\"]"))
                    .as(trimmed)
                    .isPositive());
        }
        DashboardScene.reserve(server.all(), "live-1", "fay", "3.25");
        browser.go("#/account?id=user%3Afay");
        browser.awaitText(".money", "3.25");
        server.all()
                .post("/v1/reservations/live-1/settle", "{\"used\":{\"credits\":\"2.75\"}}")
                .expect(200);
        browser.awaitText(".money", "2.75");
    }

    @Test
    void aSessionThatEndsAsksForTheKeyAgain() {
        login();
        browser.awaitText("main", "ada");
        browser.click("Log out");
        browser.awaitText("You have logged out.");
        browser.complaints();
        browser.type("input[name=key]", "stipend_wrong");
        browser.click("Log in");
        browser.awaitText("nobody is known by this key");
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("401"));

        try (TestServer brief = TestServer.start(
                MemoryConfig.DEFAULT,
                config -> config.withServer(config.server().withSessionLifetime(Duration.ofSeconds(3))))) {
            browser.login(brief.address(), brief.all().secret());
            browser.awaitText("Your session has ended.");
            browser.forgetSessions();
        }
    }

    @Test
    void idsAreNeverReadAsMarkup() throws Exception {
        Api api = server.all();
        String json = tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(HOSTILE);
        api.post(
                        "/v1/reservations",
                        "{\"id\":" + json + ",\"user\":" + json + ",\"step\":" + json + ",\"attributes\":{\"note\":"
                                + json + "}}")
                .expect(201);
        String encoded = java.net.URLEncoder.encode(HOSTILE, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
        api.post("/v1/accounts/user:" + encoded + "/limit", "{\"limit\":\"0.1\",\"reason\":" + json + "}")
                .expect(200);
        api.post("/v1/reservations", "{\"user\":" + json + "}").expect(402);
        login();

        for (String page : List.of(
                "#/now",
                "#/attention",
                "#/accounts?text=onerror",
                "#/account?id=user%3A" + encoded,
                "#/reservations",
                "#/reservation?id=" + encoded,
                "#/refusals",
                "#/audit")) {
            browser.go(page);
            browser.awaitText("main", "<img src=x onerror=alert(1)>");

            browser.awaitText("main", "U+202E");
            assertThat(browser.text("main")).doesNotContain("\u202e");
            assertThat(browser.count("main img, main script, main svg script")).isZero();
        }
        api.post("/v1/reservations/" + encoded + "/release", "{}").expect(200);
    }

    @Test
    void aHundredThousandAccountsAreFoundAPageAtATime() {
        try (TestServer many = TestServer.start(MemoryConfig.DEFAULT, UnaryOperator.identity())) {
            AccountAdministration accounts = many.server().deployment().accounts();
            for (int i = 0; i < 100_000; i++) {
                AccountId id = new AccountId(TestServer.TENANT, AccountId.Kind.USER, "agent-" + i);
                accounts.apply(new AccountCommand.SetLimit(
                        id, OperationId.of("limit"), Resource.CREDITS, 100_000L + i, "test"));
            }
            DashboardScene.reserve(many.all(), "needle", "agent-54321", "0.0012");
            many.all().get("/v1/accounts/search?text=54321").expect(200);
            browser.login(many.address(), many.all().secret());
            browser.awaitText("main", "100,000 users");
            long begin = System.nanoTime();
            many.all().get("/v1/accounts/search?order=left").expect(200);
            long answered = System.nanoTime();
            browser.go("#/accounts?order=left");
            browser.awaitText("main", "1 to 50");
            System.out.printf(
                    "100,000 accounts: the answer took %d ms, the first view %d ms%n",
                    TimeUnit.NANOSECONDS.toMillis(answered - begin),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - answered));
            assertThat(browser.count("main tbody tr")).isEqualTo(50);
            browser.click("Next");
            browser.awaitText("main", "51 to 100");
            browser.fill("Search", "agent-54321");
            browser.awaitText("main", "1 account, ");
            assertThat(browser.text("main tbody")).contains("agent-54321");
            browser.forgetSessions();
        }
    }

    @Test
    @Timeout(120)
    void aStoreThatDiesAndReturnsIsSaid() throws Exception {
        try (EmbeddedPostgres postgres = PostgresServer.start(PostgresOptions.fast())) {
            PostgresConfig store = PostgresConfig.of(postgres.jdbcUrl())
                    .withUser(postgres.user(), postgres.password())
                    .withSchema(postgres.uniqueSchema())
                    .withConnectTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(1))
                    .withCallTimeout(Duration.ofSeconds(2));
            PostgresStores.applySchema(store);
            try (TestServer durable = TestServer.start(store, UnaryOperator.<StipendConfig>identity())) {
                DashboardScene.reserve(durable.all(), "kept", "eve", "4.5");
                browser.login(durable.address(), durable.all().secret());
                browser.awaitText("main", "4.50");

                postgres.kill9();
                browser.awaitText(".banner", "The store does not answer");
                assertThat(browser.text("main"))
                        .as("the figures stay, with their age")
                        .contains("4.50");

                postgres.restart();
                browser.awaitNoText("The store does not answer");
                DashboardScene.reserve(durable.all(), "later", "eve", "1");
                browser.awaitText("main", "5.50");
            }
        }
        // While the store was away, the service said so; and in the end it was away itself.
        assertThat(browser.complaints()).allMatch(complaint -> complaint.matches(".*(503|ERR_).*"));
    }
}
