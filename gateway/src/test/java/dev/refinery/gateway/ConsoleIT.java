package dev.refinery.gateway;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.refinery.access.KeyToken;
import dev.refinery.access.Scope;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.OutcomeEvent.JobCanceled;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.domain.BatchId;
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
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    private static final List<String> PAGES = List.of("#/", "#/jobs", "#/batches", "#/new", "#/webhooks", "#/usage");

    /** The sum of layout shifts over a whole visit; a good page is said to stay under 0.1. */
    private static final double STILL = 0.02;

    private static final String NOTHING = "/none";

    private static Chromium chromium;
    private static KeyToken key;
    private static String ended;
    private static String batch;

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
            endpoint("hook");
            batch = Tenants.as(key)
                    .contentType("application/x-ndjson")
                    .body(("{\"custom_id\":\"one\",\"body\":" + order(HOSTILE) + "}\n{broken\n")
                            .getBytes(StandardCharsets.UTF_8))
                    .post("/v1/batches")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("id");
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

    private static void endpoint(String name) {
        Tenants.as(key)
                .contentType("application/json")
                .body("{\"url\": \"http://127.0.0.1:9/" + name + "\", \"events\": [\"job.expired\"]}")
                .post("/v1/webhook-endpoints")
                .then()
                .statusCode(201);
    }

    private static String order(String externalId) {
        String asset = Tenants.as(key)
                .contentType("image/png")
                .body(Pictures.png(60, 40, 3))
                .post("/v1/assets")
                .path("id");
        return "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"asset\":\"" + asset + "\"}],\"prompt\":\""
                + HOSTILE + "\",\"external_id\":\"" + externalId + "\"}";
    }

    private static String submit() {
        return submit(HOSTILE);
    }

    private static String submit(String externalId) {
        return Tenants.as(key)
                .contentType("application/json")
                .body(order(externalId))
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
        enter(address, true);
    }

    private void enter(String address, boolean shows) {
        page.navigate(base + "console/" + address);
        page.getByLabel("Key or token").fill(key.reveal());
        page.keyboard().press("Enter");
        assertThat(page.locator("#key-dialog")).isHidden();
        if (shows) {
            settle(false);
        }
    }

    private void go(String address) {
        page.evaluate("address => { location.hash = address }", address);
        settle(address.endsWith(NOTHING));
    }

    /** @param nothing true where the page says that there is nothing */
    private void settle(boolean nothing) {
        page.waitForLoadState(com.microsoft.playwright.options.LoadState.LOAD);
        assertThat(page.locator("main h1")).isVisible();
        assertThat(page.locator("main .problem")).hasCount(nothing ? 1 : 0);
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
        observeShifts();
        Bus.send(life(job));
        assertThat(page.locator(".shot")).hasCount(5);
        assertThat(page.locator("h1 + span")).hasText("accepted");
        assertThat(page.locator(".timeline .end")).hasCount(1);
        assertThat(shifted()).as(movers()).isLessThan(STILL);
    }

    private void observeShifts() {
        page.evaluate(
                "() => { window.moved = 0; window.movers = []; new PerformanceObserver(list => list.getEntries().forEach(e => {"
                        + " window.moved += e.value; window.movers.push(...e.sources.map(s => (s.node?.outerHTML ?? '?').slice(0, 90))); }))"
                        + ".observe({ type: 'layout-shift', buffered: false }); }");
    }

    private String movers() {
        return "moved: " + page.evaluate("window.movers.join('\\n')");
    }

    private double shifted() {
        return ((Number) page.evaluate("window.moved")).doubleValue();
    }

    @Test
    void listsFollowTheTenantsStream() {
        for (String address : List.of("#/jobs", "#/")) {
            enter(address);
            assertThat(page.locator(".jobs li").first()).isVisible();
            String name = "SKU-live" + address.length();
            String job = submit(name);
            Locator row = page.locator(".jobs a[href='#/jobs/" + job + "']");
            assertThat(row).containsText(name);
            assertThat(row).containsText("queued");
            observeShifts();
            Bus.send(life(job));
            assertThat(row).containsText("accepted");
            assertThat(shifted()).as(movers()).isLessThan(STILL);
            page.evaluate("sessionStorage.clear()");
        }
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
        references.first().locator("summary").click();
        references.first().getByLabel("Gate").fill("0.7");
        references
                .first()
                .getByLabel("Mask")
                .setInputFiles(new FilePayload("mask.png", "image/png", Pictures.png(40, 30, 9)));
        for (Locator folded : page.locator("form > details > summary").all()) {
            folded.click();
        }
        page.getByLabel("Format").selectOption("jpeg");
        page.getByLabel("Quality").fill("80");
        page.getByLabel("Shadow").selectOption("soft");
        page.getByLabel("Priority").selectOption("batch");
        page.getByLabel("Time it may take").selectOption("an hour");
        page.getByLabel("Labels").fill("spring shoes");
        page.getByLabel("Metadata").fill("shop=eu\nnote=a = b");
        page.getByLabel("Webhook").fill("http://127.0.0.1:9/mine");
        page.getByLabel("External id").fill("SKU-form");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Submit job"))
                .click();
        assertThat(page.locator("main h1")).hasText("SKU-form");
        assertThat(page.locator("main")).containsText("spring, shoes");
        String job = page.url().replaceFirst(".*/", "");
        Tenants.as(key)
                .get("/v1/jobs/" + job)
                .then()
                .body("references.role", equalTo(List.of("subject", "background")))
                .body("references[0].gate", equalTo(0.7f))
                .body("references[0].mask", notNullValue())
                .body("output.format", equalTo("jpeg"))
                .body("output.quality", equalTo(80))
                .body("output.shadow", equalTo("soft"))
                .body("priority", equalTo("batch"))
                .body("labels", equalTo(List.of("spring", "shoes")))
                .body("metadata", equalTo(Map.of("shop", "eu", "note", "a = b")))
                .body("webhook.url", equalTo("http://127.0.0.1:9/mine"));
    }

    @Test
    void aJobIsCanceledReplayedAndDeletedAfterAQuestion() {
        String job = submit();
        enter("#/jobs/" + job);
        button("Cancel").click();
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog[open]")).hasCount(0);
        assertThat(page.locator("h1 + span")).hasText("queued");
        button("Cancel").click();
        button("Cancel the job").click();
        assertThat(page.locator("h1 + span")).hasText("canceling");
        Bus.send(List.of(new JobCanceled(JobId.parse(job), TenantId.DEFAULT, 0, 0, Instant.now(), "Canceled.", null)));
        assertThat(page.locator("h1 + span")).hasText("canceled");
        button("Replay…").click();
        page.getByLabel("Seed").fill("99");
        button("Replay", true).click();
        assertThat(page.locator("main")).containsText("Replay of");
        String replay = page.url().replaceFirst(".*/", "");
        assertThat(Tenants.as(key).get("/v1/jobs/" + replay).<Integer>path("seed"))
                .isEqualTo(99);
        go("#/jobs/" + job);
        button("Delete…").click();
        button("Delete the job").click();
        assertThat(page.locator("main h1")).hasText("Jobs");
        Tenants.as(key).get("/v1/jobs/" + job).then().statusCode(410);
        page.evaluate("address => { location.hash = address }", "#/jobs/" + job);
        assertThat(page.locator("main h1")).hasText("It was deleted");
    }

    @Test
    void aJobBelowItsGatesIsContinued() {
        String job = submit();
        JobEvents events = new JobEvents(JobId.parse(job));
        List<Event> life = new ArrayList<>(life(job));
        life.removeLast();
        life.add(events.belowGate(picture(job)));
        Bus.send(life);
        enter("#/jobs/" + job);
        assertThat(page.locator("h1 + span")).hasText("below gate");
        button("Continue…").click();
        page.locator("dialog input[name=rounds]").fill("1");
        button("Continue", true).click();
        assertThat(page.locator("h1 + span")).hasText("running");
        assertThat(Tenants.as(key).get("/v1/jobs/" + job).<Integer>path("continuations"))
                .isEqualTo(1);
    }

    @Test
    void arrowKeysGoFromCandidateToCandidate() {
        enter("#/jobs/" + ended);
        assertThat(page.locator(".shot")).hasCount(5);
        assertThat(page.locator(".shot[tabindex='0']")).hasCount(1);
        page.locator(".shot").first().focus();
        for (String[] step : List.of(
                new String[] {"ArrowRight", "Candidate #1.2"},
                new String[] {"ArrowDown", "Candidate #2.2"},
                new String[] {"ArrowLeft", "Candidate #2.1"},
                new String[] {"ArrowUp", "Candidate #1.1"},
                new String[] {"End", "Candidate final #1"},
                new String[] {"Home", "Candidate #1.1"})) {
            page.keyboard().press(step[0]);
            assertThat((String) page.evaluate("document.activeElement.getAttribute('aria-label')"))
                    .as(step[0])
                    .startsWith(step[1]);
        }
        assertThat(page.locator("#lineage")).containsText("Of the first round");
    }

    @Test
    void tabGoesThroughEverythingThatCanBePressedAndShowsWhereItIs() {
        enter("#/jobs");
        page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }");
        List<String> visited = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            page.keyboard().press("Tab");
            visited.add(
                    (String)
                            page.evaluate(
                                    "() => { const e = document.activeElement; const s = getComputedStyle(e);"
                                            + " return e.textContent.trim().slice(0, 20) + (parseFloat(s.outlineWidth) >= 2 && s.outlineStyle !== 'none' ? '' : ' UNSEEN'); }"));
        }
        assertThat(visited).noneMatch(name -> name.endsWith("UNSEEN"));
        assertThat(visited.subList(0, 3)).containsExactly("Skip to content", "Refinery", "Overview");
    }

    @Test
    void aBatchShowsHowFarItIsAndIsCancelled() {
        String own = Tenants.as(key)
                .contentType("application/x-ndjson")
                .body(("{\"custom_id\":\"b1\",\"body\":" + order("b1") + "}\n{\"custom_id\":\"b2\",\"body\":"
                                + order("b2") + "}\n{broken\n")
                        .getBytes(StandardCharsets.UTF_8))
                .post("/v1/batches")
                .path("id");
        BatchId id = new BatchId(own);
        enter("#/batches");
        page.locator(".batches a[href='#/batches/" + own + "']").click();
        Locator facts = page.locator(".facts");
        assertThat(facts).containsText("0 of 3");
        assertThat(page.locator(".jobs li")).hasCount(2);
        Bus.send(life(id.job(0).toString()));
        assertThat(facts).containsText("1 of 3");
        assertThat(download("Download results"))
                .contains("\"custom_id\":\"b1\"")
                .doesNotContain("\"custom_id\":\"b2\"");
        assertThat(download("Download errors")).contains("malformed_json");
        button("Cancel batch").click();
        button("Cancel the batch").click();
        assertThat(page.locator("h1 + span")).hasText("cancelling");
        Bus.send(List.of(new JobCanceled(id.job(1), TenantId.DEFAULT, 0, 0, Instant.now(), "Canceled.", null)));
        assertThat(page.locator("h1 + span")).hasText("cancelled");
        assertThat(button("Cancel batch")).isHidden();
        page.getByText("All of its jobs").click();
        assertThat(page.locator(".jobs li")).hasCount(2);
    }

    private String download(String button) {
        try {
            return Files.readString(
                    page.waitForDownload(() -> button(button).click()).path());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aFileOfJobsIsStarted() {
        enter("#/batches");
        page.locator("input[type=file]")
                .setInputFiles(new FilePayload(
                        "items.jsonl",
                        "application/x-ndjson",
                        ("{\"custom_id\":\"f1\",\"body\":" + order("f1") + "}\n").getBytes(StandardCharsets.UTF_8)));
        page.getByLabel("Give what items do not need").check();
        button("Start").click();
        assertThat(page.locator("main h1")).hasText("Batch");
        assertThat(page.locator(".facts")).containsText("0 of 1");
        String own = page.url().replaceFirst(".*/", "");
        assertThat(Tenants.as(key).get("/v1/batches/" + own).<Boolean>path("rollover"))
                .isTrue();
        go("#/batches");
        page.locator("input[type=file]")
                .setInputFiles(new FilePayload("empty.jsonl", "application/x-ndjson", new byte[] {'\n'}));
        button("Start").click();
        assertThat(page.locator(".problem")).containsText("no lines");
    }

    @Test
    void anEndpointIsAddedChangedRotatedSwitchedOffAndDeleted() {
        enter("#/webhooks");
        page.getByText("Add an endpoint").click();
        page.getByLabel("Address").fill("http://127.0.0.1:9/added");
        page.getByLabel("batch.completed").check();
        button("Add").click();
        Locator secret = page.locator(".secret");
        assertThat(secret).containsText("whsec_");
        String first = secret.textContent();
        Locator chosen = page.locator(".endpoints [aria-pressed=true]");
        assertThat(chosen).containsText("batch.completed");
        button("Change…").click();
        page.locator("dialog").getByLabel("Description").fill("of the shop");
        page.locator("dialog").getByLabel("job.expired").uncheck();
        button("Save").click();
        assertThat(chosen).not().containsText("job.expired");
        button("Rotate secret…").click();
        page.getByLabel("The old one goes on for").selectOption("an hour");
        button("Rotate", true).click();
        assertThat(secret).containsText("whsec_");
        assertThat(secret).not().hasText(first);
        button("Switch off").click();
        assertThat(chosen).containsText("off");
        button("Delete…").click();
        button("Delete the endpoint").click();
        assertThat(page.locator("#said")).hasText("The endpoint is deleted.");
        assertThat(page.locator(".endpoints")).not().containsText("/added");
    }

    @Test
    void saysWhatIsWrongAndWhatToDo() {
        enter("#/jobs/" + ended.replaceFirst(".{12}$", "000000000000").replaceFirst("^.{8}", "01a00000"), false);
        assertThat(page.locator("main h1")).hasText("There is nothing here");
        page.evaluate("address => { location.hash = address }", "#/nowhere");
        assertThat(page.locator("main h1")).hasText("No such page");

        KeyToken poor = Tenants.key("default", null, Scope.USAGE_READ);
        open(1280, ColorScheme.LIGHT);
        page.navigate(base + "console/#/jobs");
        page.getByLabel("Key or token").fill(poor.reveal());
        page.keyboard().press("Enter");
        assertThat(page.locator("main h1")).hasText("This key may not look at this");
        assertThat(page.locator("main .problem")).containsText("jobs:read");
        button("Enter a key").click();
        page.getByLabel("Key or token").fill(key.reveal());
        page.keyboard().press("Enter");
        assertThat(page.locator(".jobs li").first()).isVisible();

        context.setOffline(true);
        page.evaluate("address => { location.hash = address }", "#/usage");
        assertThat(page.locator("main h1")).hasText("The gateway cannot be reached");
        assertThat(page.locator("#offline")).isVisible();
        context.setOffline(false);
        assertThat(page.locator("main h1")).hasText("Usage");
        assertThat(page.locator("#offline")).isHidden();
    }

    private Locator button(String name) {
        return button(name, false);
    }

    private Locator button(String name, boolean exact) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(exact));
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
        return java.util.stream.Stream.concat(
                        PAGES.stream(),
                        java.util.stream.Stream.of("#/jobs/" + ended, "#/batches/" + batch, "#/jobs" + NOTHING))
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
