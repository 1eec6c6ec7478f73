package io.stipend.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.testkit.servers.Await;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Chromium, without a screen. What it asked of whom, and what it complained of, is known. Not thread safe. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String AXE = resource("/axe.min.js");

    private final ChromeDriver driver;
    private final Path home;

    private Browser(ChromeDriver driver, Path home) {
        this.driver = driver;
        this.home = home;
    }

    static boolean isInstalled() {
        return program("chromium").isPresent() && program("chromedriver").isPresent();
    }

    private static Optional<File> program(String name) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
    }

    static Browser start() {
        try {
            Path home = Files.createTempDirectory("stipend-browser");
            LoggingPreferences logs = new LoggingPreferences();
            logs.enable(LogType.BROWSER, Level.ALL);
            logs.enable(LogType.PERFORMANCE, Level.ALL);
            ChromeOptions options = new ChromeOptions();
            options.setBinary(program("chromium").orElseThrow());
            options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
            options.addArguments(
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-dev-shm-usage",
                    "--hide-scrollbars",
                    "--user-data-dir=" + home.resolve("profile"));
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(program("chromedriver").orElseThrow())
                    .withEnvironment(Map.of("HOME", home.toString()))
                    .build();
            return new Browser(new ChromeDriver(service, options), home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Is this wide, and prefers a theme: light or dark. */
    void look(int width, int height, String theme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    /** Loads a page of a service anew. */
    void open(URI address, String hash) {
        driver.get("about:blank");
        driver.get(address.resolve("/") + hash);
    }

    /** Goes to another page without loading it, and waits until it has taken the place of the one before. */
    void go(String hash) {
        driver.executeScript("location.hash = arguments[0]", hash);
        String page = hash.replaceAll("#/|\\?.*", "");
        await().atMost(PATIENCE).until(() -> count("main > .page-" + page) == 1);
    }

    /** Shows nothing, and is known nowhere from now on. */
    void forgetSessions() {
        driver.get("about:blank");
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    }

    /** Forgets the test before, and looks at things as most do. */
    void beginAnew() {
        script("if (location.protocol.startsWith('http')) localStorage.clear()");
        forgetSessions();
        // A page of the test before may have asked a service that had ended meanwhile.
        complaints();
        look(1280, 900, "light");
    }

    void login(URI address, String secret) {
        open(address, "");
        type("input[name=key]", secret);
        click("Log in");
        await("nav");
    }

    /** Waits for an element. */
    WebElement await(String css) {
        return await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> driver.findElement(By.cssSelector(css)), WebElement::isDisplayed);
    }

    private static ConditionFactory await() {
        return Await.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(40));
    }

    /** Waits until a text stands somewhere on the page. */
    void awaitText(String text) {
        awaitText("body", text);
    }

    void awaitText(String css, String text) {
        await().atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .untilAsserted(() -> assertThat(text(css)).contains(text));
    }

    void awaitNoText(String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(text("body")).doesNotContain(text));
    }

    /** What stands in the elements, as it is seen. */
    String text(String css) {
        return String.valueOf(driver.executeScript(
                "return [...document.querySelectorAll(arguments[0])].map((each) => each.innerText).join('\\n')", css));
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** How many elements there are. */
    long count(String css) {
        return (Long) Objects.requireNonNull(
                driver.executeScript("return document.querySelectorAll(arguments[0]).length", css));
    }

    void type(String css, String text) {
        WebElement element = await(css);
        element.clear();
        element.sendKeys(text);
    }

    /** Types into the field with a label. */
    void fill(String label, String text) {
        WebElement field = await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> driver.findElement(By.xpath(
                                "//label[span='" + label + "']//input | //label[span='" + label + "']//select")),
                        WebElement::isDisplayed);
        if (field.getTagName().equals("select")) {
            field.findElement(By.xpath("option[.='" + text + "']")).click();
        } else {
            field.clear();
            field.sendKeys(text);
        }
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(String.join("", keys)).perform();
    }

    /** The first line of what has the focus, or of its label. */
    String focused() {
        return String.valueOf(driver.executeScript("""
                const active = document.activeElement;
                const text = (active.closest('label') || active).innerText || active.getAttribute('aria-label') || '';
                return text.split('\\n')[0].trim();
                """));
    }

    /** Waits until an element whose name begins so has the focus. */
    void awaitFocus(String name) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(focused()).startsWith(name));
    }

    /**
     * Puts the place from which a tab goes on at the top of the page, whose elements must not have taken the focus. A browser may remember
     * another place from what was pressed before.
     */
    void startAtTheTop() {
        assertThat(script("""
                const taken = document.activeElement !== document.body;
                document.body.tabIndex = -1;
                document.body.focus();
                document.body.removeAttribute('tabindex');
                return taken;
                """)).isEqualTo(false);
    }

    /** Presses the button with a name. */
    void click(String name) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> {
                            driver.findElement(By.xpath("//button[.='" + name + "']"))
                                    .click();
                            return true;
                        },
                        done -> done);
    }

    /** The page must be no wider than it is seen. */
    void requireNoOverflow(String what) {
        assertThat((Long) driver.executeScript("return document.documentElement.scrollWidth - innerWidth"))
                .as(what + " overflows")
                .isLessThanOrEqualTo(0);
    }

    /** What axe finds that is serious: each with where. */
    List<String> seriousFindings() {
        if (!Boolean.TRUE.equals(driver.executeScript("return 'axe' in window"))) {
            driver.executeScript(AXE);
        }
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'] }).then((result) => done(result.violations
                  .filter((each) => each.impact === 'serious' || each.impact === 'critical')
                  .map((each) => each.id + ': ' + each.nodes.map((node) => node.html.slice(0, 160) + ' ' + node.failureSummary).join(' | '))),
                  (failure) => done(['axe failed: ' + failure]));
                """);
        return ((List<?>) Objects.requireNonNull(found))
                .stream().map(String::valueOf).toList();
    }

    /** What it complained of since this was asked last: errors, and whatever policy kept it from. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /** Whom it asked since this was asked last, but for data in the page itself. */
    List<URI> requests() {
        List<URI> asked = new ArrayList<>();
        driver.manage().logs().get(LogType.PERFORMANCE).forEach(entry -> {
            JsonNode message = JsonMapper.shared().readTree(entry.getMessage()).get("message");
            if (message.get("method").asString().equals("Network.requestWillBeSent")) {
                String url = message.at("/params/request/url").asString();
                if (url.startsWith("http") || url.startsWith("ws")) {
                    asked.add(URI.create(url.replaceAll("[?#].*", "")));
                }
            }
        });
        return asked;
    }

    /** A picture of what is seen. */
    void save(Path png) {
        try {
            Files.write(png, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
