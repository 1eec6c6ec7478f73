package io.stipend.server;

import static io.stipend.testkit.servers.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/** The dashboard by keyboard alone, in a real browser. */
@ExtendWith(NeedsBrowser.class)
final class KeyboardTest {

    /** More than any page has places for the focus. */
    private static final int MANY = 400;

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
    void login() {
        browser.beginAnew();
        browser.open(server.address(), "");
        browser.await("input[name=key]");
        browser.press(server.all().secret(), Keys.ENTER);
        browser.await("nav");
    }

    @AfterEach
    void nothingWentWrong() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theFirstPlaceLeadsToThePage() {
        browser.open(server.address(), "");
        browser.awaitText("main", "ada");
        browser.startAtTheTop();
        browser.press(Keys.TAB);
        browser.awaitFocus("Skip to the page");
        browser.press(Keys.ENTER);
        awaitFocusOnMain();
    }

    @Test
    void theMenuLeadsToAPageAndTheFocusGoesThere() {
        browser.awaitText("main", "ada");
        tabTo("Accounts");
        browser.press(Keys.ENTER);
        browser.awaitText("main", "1 to");
        awaitFocusOnMain();
    }

    private static void awaitFocusOnMain() {
        await().untilAsserted(() ->
                assertThat(browser.script("return document.activeElement.id")).isEqualTo("main"));
    }

    /** Each place can be reached, is seen when it is, and can be left. */
    @Test
    void theFocusGoesRoundEachPage() {
        for (String page : List.of(
                "#/now",
                "#/attention",
                "#/accounts",
                "#/account?id=user%3Aada",
                "#/usage",
                "#/reservations",
                "#/reservation?id=build-41",
                "#/refusals",
                "#/estimates",
                "#/pools",
                "#/whatif",
                "#/audit")) {
            browser.go(page);
            browser.awaitText("main h1", "");
            requireThatFocusGoesRound(page);
        }
    }

    private static void requireThatFocusGoesRound(String page) {
        Set<String> met = new LinkedHashSet<>();
        boolean around = false;
        browser.script("document.querySelector('.skip').focus()");
        for (int i = 0; i < MANY && !around; i++) {
            browser.press(Keys.TAB);
            String name = browser.focused();
            Object outline = browser.script("""
                    const active = document.activeElement;
                    if (active === document.body || active.matches('.skip')) return null;
                    const style = getComputedStyle(active);
                    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
                    """);
            around = outline == null;
            if (!around) {
                met.add(name);
                assertThat(outline)
                        .as(page + ": " + name + " is seen to have the focus")
                        .isEqualTo(true);
            }
        }
        assertThat(around).as(page + " has a trap after " + met).isTrue();
        assertThat(met).as(page).contains("Accounts", "Keys and audit", "Dark theme");
    }

    @Test
    void aDialogHasTheFocusUntilItIsLeft() {
        browser.go("#/account?id=user%3Adan");
        browser.awaitText("main", "all: evaluations");
        tabTo("Grant…");
        // The page is read anew meanwhile, and the focus must stay.
        browser.script("return new Promise((done) => setTimeout(done, 2500))");
        assertThat(browser.focused()).isEqualTo("Grant…");
        browser.press(Keys.ENTER);
        browser.await("dialog");
        browser.awaitFocus("Amount");
        for (int i = 0; i < 20; i++) {
            browser.press(Keys.TAB);
            assertThat(browser.script("return document.activeElement === document.body"
                            + " || document.querySelector('dialog').contains(document.activeElement)"))
                    .isEqualTo(true);
        }
        browser.press(Keys.ESCAPE);
        // The dialog closes first, and is taken out of the page after that.
        await().untilAsserted(() -> assertThat(browser.count("dialog")).isZero());
        browser.awaitFocus("Grant…");
    }

    @Test
    void whatIsWrongInAFormIsSaidWhereItIs() {
        browser.go("#/account?id=user%3Adan");
        browser.awaitText("main", "all: evaluations");
        tabTo("Limit…");
        browser.press(Keys.ENTER);
        browser.await("dialog");
        browser.press(Keys.TAB, "a lot", Keys.ENTER);
        browser.awaitFocus("Limit");
        assertThat(described()).isEqualTo("Give a number such as 25 or 0.5, with at most eight decimals.");
        assertThat(browser.script("return document.activeElement.getAttribute('aria-invalid')"))
                .isEqualTo("true");
        browser.press(Keys.BACK_SPACE.toString().repeat("a lot".length()), "80");
        assertThat(browser.script("return document.activeElement.getAttribute('aria-invalid')"))
                .isEqualTo("false");
        browser.press(Keys.ENTER);
        browser.awaitFocus("Reason");
        assertThat(described()).startsWith("Say why");
        assertThat(browser.seriousFindings()).isEmpty();

        browser.press("more work", Keys.ENTER);
        browser.awaitText("dialog", "Set the limit to 80 credits");
        browser.awaitFocus("Limit");
        browser.press(Keys.ENTER);
        browser.awaitText("main", "Done");
        browser.awaitText("main", "all: more work");
    }

    /** What a screen reader says of the place that has the focus, besides its name. */
    private static String described() {
        return String.valueOf(browser.script(
                "return document.getElementById(document.activeElement.getAttribute('aria-describedby')).innerText"));
    }

    private static void tabTo(String name) {
        for (int i = 0; i < MANY && !browser.focused().equals(name); i++) {
            browser.press(Keys.TAB);
        }
        assertThat(browser.focused()).isEqualTo(name);
    }
}
