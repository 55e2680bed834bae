package dev.refinery.gateway;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.refinery.access.KeyToken;
import dev.refinery.access.Scope;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Sha256;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The console in a real browser, on a gateway that wants a key. */
@Backends
@Chromium.Needed
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
@TestProfile(Tenants.KeysRequired.class)
class ConsoleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What would run if the console ever took a name for markup. */
    private static final String HOSTILE = "<img src=x onerror=alert(1)>SKU";

    private static final List<String> PAGES = List.of("#/", "#/jobs", "#/new", "#/webhooks", "#/usage");

    private static Chromium chromium;
    private static KeyToken key;
    private static String ended;

    @TestHTTPResource("/")
    URI base;

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeEach
    void open() {
        if (chromium == null) {
            chromium = new Chromium();
            key = Tenants.key("default", null, Scope.ADMIN);
            ended = submit();
            Bus.send(life(ended));
            await().atMost(PATIENCE)
                    .until(() -> Tenants.as(key)
                            .get("/v1/jobs/" + ended)
                            .path("status")
                            .equals("succeeded"));
            Tenants.as(key)
                    .contentType("application/json")
                    .body("{\"url\": \"http://127.0.0.1:9/hook\"}")
                    .post("/v1/webhook-endpoints")
                    .then()
                    .statusCode(201);
        }
        open(1280, ColorScheme.LIGHT);
    }

    private void open(int width, ColorScheme scheme) {
        close();
        context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, 900)
                        .setColorScheme(scheme));
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onDialog(dialog -> complaints.add("a script ran: " + dialog.message()));
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        page.onRequest(request -> {
            if (!request.url().startsWith(base.toString()) && !request.url().startsWith("blob:")) {
                complaints.add("asks elsewhere: " + request.url());
            }
        });
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
            context = null;
        }
        assertThat(complaints).isEmpty();
    }

    @AfterAll
    static void quit() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private static String submit() {
        String asset = Tenants.as(key)
                .contentType("image/png")
                .body(Pictures.png(60, 40, 3))
                .post("/v1/assets")
                .path("id");
        return Tenants.as(key)
                .contentType("application/json")
                .body(Map.of(
                        "references",
                        List.of(Map.of("name", "mug", "role", "subject", "asset", asset)),
                        "prompt",
                        HOSTILE,
                        "external_id",
                        HOSTILE))
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    /** Two rounds and a result, whose pictures are in the store. */
    private static List<Event> life(String job) {
        ImageRef picture = picture(job);
        return new JobEvents(JobId.parse(job))
                .life(picture).stream()
                        .map(event -> event instanceof CandidateScored s
                                ? new CandidateScored(
                                        s.candidate(),
                                        picture,
                                        s.bundleDigest(),
                                        s.placements(),
                                        s.scorecard(),
                                        s.cost())
                                : event)
                        .toList();
    }

    private static ImageRef picture(String job) {
        byte[] png = Pictures.png(64, 64, 90);
        String name = "default/final/" + job + "/result-0.png";
        try (ObjectStore store = Tenants.store()) {
            store.put(name, png, "image/png");
        }
        return new ImageRef(Surroundings.s3.bucket(), name, Sha256.hex(png), "image/png", 64, 64);
    }

    /** As somebody does who comes for the first time: the key goes into the dialog. */
    private void enter(String address) {
        page.navigate(base + "console/" + address);
        page.getByLabel("Key or token").fill(key.reveal());
        page.keyboard().press("Enter");
        assertThat(page.locator("#key-dialog")).isHidden();
        settle();
    }

    private void go(String address) {
        page.evaluate("address => { location.hash = address }", address);
        settle();
    }

    private void settle() {
        page.waitForLoadState(com.microsoft.playwright.options.LoadState.LOAD);
        assertThat(page.locator("main h1")).isVisible();
        assertThat(page.locator("main .problem")).hasCount(0);
    }

    @Test
    void isServedToEverybodyUnderAStrictPolicy() {
        var answer = RestAssured.given().get("/console/").then().statusCode(200);
        assertThat(answer.extract().header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'")
                .doesNotContain("unsafe");
        RestAssured.given()
                .redirects()
                .follow(false)
                .get("/console")
                .then()
                .statusCode(307)
                .header("Location", base + "console/");
    }

    @Test
    void asksForAKeyAndSaysWhyOneIsNotTaken() {
        page.navigate(base + "console/#/jobs");
        assertThat(page.locator("#key-dialog")).isVisible();
        page.getByLabel("Key or token").fill("rfk_nonsense");
        page.keyboard().press("Enter");
        assertThat(page.locator("#key-why")).containsText("key");
        page.getByLabel("Key or token").fill(key.reveal());
        page.keyboard().press("Enter");
        assertThat(page.locator(".jobs li").first()).isVisible();
        assertThat((String) page.evaluate("JSON.stringify(localStorage)")).doesNotContain(key.reveal());
    }

    @Test
    void findsAJobByItsExternalIdAndShowsNamesAsText() {
        enter("#/jobs");
        page.getByLabel("External id").fill("SKU-of-nobody");
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).containsText("No job fits these filters.");
        page.getByLabel("External id").fill(HOSTILE);
        page.keyboard().press("Enter");
        Locator row = page.locator(".jobs a[href='#/jobs/" + ended + "']");
        assertThat(row).containsText(HOSTILE);
        row.focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("main h1")).hasText(HOSTILE);
        assertThat(page.locator("main .sentence")).hasText("Every gate is met.");
        assertThat(page.locator(".timeline")).containsText("Succeeded");
    }

    @Test
    void aJobIsReadByKeyboard() {
        enter("#/jobs/" + ended);
        Locator candidate = page.getByRole(
                AriaRole.BUTTON,
                new Page.GetByRoleOptions().setName(java.util.regex.Pattern.compile("^Candidate #2\\.1")));
        candidate.focus();
        assertThat(page.locator("#lineage")).containsText("Proposed after round 1, whose best was #1.2");
        assertThat(page.locator(".shot.kin")).hasCount(1);
        page.keyboard().press("Enter");
        assertThat(candidate).hasAttribute("aria-pressed", "true");
        assertThat(page.locator(".scores")).containsText("0.90 of 0.80");
        Locator slider = page.getByRole(AriaRole.SLIDER);
        slider.focus();
        page.keyboard().press("ArrowRight");
        assertThat((String) page.locator(".compare").evaluate("box => box.style.getPropertyValue('--split')"))
                .isEqualTo("51%");
        page.waitForFunction(
                "[...document.querySelectorAll('.shot img')].every(i => i.naturalWidth > 0 || i.loading === 'lazy')"
                        + " && document.querySelector('.compare .over').naturalWidth === 64");
    }

    @Test
    void aRunningJobGrowsWithoutMovingWhatIsThere() {
        String job = submit();
        enter("#/jobs/" + job);
        assertThat(page.locator(".sentence")).containsText("aits");
        page.evaluate(
                "() => { window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(e => { window.moved += e.value; }))"
                        + ".observe({ type: 'layout-shift', buffered: false }); }");
        Bus.send(life(job));
        assertThat(page.locator(".shot")).hasCount(5);
        assertThat(page.locator("h1 + span")).hasText("accepted");
        assertThat(page.locator(".timeline .end")).hasCount(1);
        assertThat(((Number) page.evaluate("window.moved")).doubleValue()).isLessThan(0.1);
    }

    @Test
    void picturesThatAreDraggedInBecomeAJob() {
        enter("#/new");
        JSHandle files = page.evaluateHandle(
                "pictures => { const all = new DataTransfer(); pictures.forEach(([name, data]) => all.items.add(new File("
                        + "[Uint8Array.from(atob(data), c => c.charCodeAt(0))], name, { type: 'image/png' }))); return all; }",
                List.of(List.of("red mug.png", base64(1)), List.of("table.png", base64(2))));
        page.locator(".drop").dispatchEvent("drop", Map.of("dataTransfer", files));
        Locator references = page.locator(".refs li");
        assertThat(references).hasCount(2);
        assertThat(references.first().getByLabel("Name")).hasValue("red-mug");
        references.first().getByLabel("Role").selectOption("style");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Submit job"))
                .click();
        assertThat(page.locator(".problem")).containsText("subject");
        references.first().getByLabel("Role").selectOption("subject");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Submit job"))
                .click();
        assertThat(page.locator("main h1")).hasText("red-mug + table");
        String job = page.url().replaceFirst(".*/", "");
        List<String> roles = Tenants.as(key).get("/v1/jobs/" + job).path("references.role");
        assertThat(roles).containsExactly("subject", "background");
    }

    private static String base64(int tone) {
        return Base64.getEncoder().encodeToString(Pictures.png(40, 30, tone));
    }

    @Test
    void aDeliveryThatFailedIsSentAgain() {
        enter("#/webhooks");
        page.getByText("Send a test").click();
        Locator first = page.locator("tbody tr").first();
        await().atMost(PATIENCE).until(() -> {
            page.getByText("Look again").click();
            page.waitForTimeout(200);
            return page.locator("tbody").textContent().contains("failed");
        });
        String attempts = first.locator("summary").innerText();
        first.getByText("Resend").click();
        assertThat(page.locator("#said")).hasText("It is sent again.");
        await().atMost(PATIENCE).until(() -> {
            page.getByText("Look again").click();
            page.waitForTimeout(200);
            return !page.locator("tbody").textContent().contains(attempts);
        });
        first.locator("summary").click();
        assertThat(first).containsText("the connection was refused");
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void keepsToTheRulesOfAccessibility(ColorScheme scheme) {
        open(1280, scheme);
        enter(PAGES.getFirst());
        for (String address : addresses()) {
            go(address);
            page.waitForFunction("document.querySelectorAll('main *').length > 5");
            page.evaluate(axe());
            Object faults = page.evaluate(
                    "() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })"
                            + ".then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ' ' + n.html + ' ' + n.failureSummary)))");
            assertThat((List<?>) faults).as("%s, %s", address, scheme).isEmpty();
        }
    }

    @Test
    void fitsAPhone() {
        open(360, ColorScheme.LIGHT);
        enter(PAGES.getFirst());
        for (String address : addresses()) {
            go(address);
            page.waitForTimeout(300);
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                    .as(address)
                    .isLessThanOrEqualTo(360);
        }
    }

    private static List<String> addresses() {
        return java.util.stream.Stream.concat(PAGES.stream(), java.util.stream.Stream.of("#/jobs/" + ended))
                .toList();
    }

    private static String axe() {
        try (InputStream script = Objects.requireNonNull(
                Thread.currentThread().getContextClassLoader().getResourceAsStream("axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
