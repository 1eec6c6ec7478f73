package io.stipend.cli.serve;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A page in a Chromium without a screen, which is told what to do by the WebDriver protocol. Not thread safe. */
final class HeadlessPage implements AutoCloseable {

    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final Map<String, Object> WANTED = Map.of(
            "capabilities",
            Map.of(
                    "alwaysMatch",
                    Map.of(
                            "goog:chromeOptions",
                            Map.of("args", List.of("--headless=new", "--no-sandbox", "--disable-dev-shm-usage")))));

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final URI session;

    private HeadlessPage(Process driver, int port) {
        this.driver = driver;
        URI service = URI.create("http://127.0.0.1:" + port + "/session");
        this.session = URI.create(
                service + "/" + post(service, WANTED).get("sessionId").asString());
    }

    static boolean isThere() {
        return Stream.of("chromium", "chromedriver")
                .allMatch(program -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> new File(folder, program).canExecute()));
    }

    /** Opens a page. What the browser keeps is kept below a folder. */
    static HeadlessPage open(URI address, Path home) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("TMPDIR", home.toString());
        Process driver = builder.start();
        HeadlessPage page = new HeadlessPage(driver, port(driver));
        page.post(URI.create(page.session + "/url"), Map.of("url", address.toString()));
        return page;
    }

    private static int port(Process driver) throws IOException {
        BufferedReader said = driver.inputReader();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                return Integer.parseInt(started.group(1));
            }
        }
        throw new IOException("chromedriver has ended without a word of its port");
    }

    /** What a script returns. */
    JsonNode run(String script) {
        return post(URI.create(session + "/execute/sync"), Map.of("script", script, "args", List.of()));
    }

    private JsonNode post(URI place, Map<String, Object> body) {
        HttpRequest request = HttpRequest.newBuilder(place)
                .POST(HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))
                .build();
        return send(request).get("value");
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response.body());
            }
            return JsonMapper.shared().readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody waits for the browser any more", e);
        }
    }

    @Override
    public void close() {
        try {
            send(HttpRequest.newBuilder(session).DELETE().build());
        } finally {
            driver.destroy();
        }
    }
}
