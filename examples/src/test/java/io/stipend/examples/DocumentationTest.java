package io.stipend.examples;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation refers to exists: files, headings, and the tests that prove the promises. */
final class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** The target of a Markdown link or picture, or of an HTML one. */
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)|(?:src|href)=\"([^\"]+)\"");

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z][a-z]\\w*(?:Test|IT|Contract))`");

    @Test
    void everyRelativeLinkLeadsToAFileAndAHeadingThatExist() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            String text = CODE_BLOCK.matcher(Files.readString(page)).replaceAll("");
            LINK.matcher(text)
                    .results()
                    .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
                    .filter(link -> !link.matches("[a-z]+:.*"))
                    .filter(link -> !resolves(page, link))
                    .forEach(link -> broken.add(ROOT.relativize(page) + " links to " + link));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyTestThatAPageNamesExists() throws IOException {
        Set<String> sources = sourceFiles();
        List<String> missing = new ArrayList<>();
        for (Path page : pages()) {
            TEST_CLASS
                    .matcher(Files.readString(page))
                    .results()
                    .map(match -> match.group(1))
                    .filter(name -> !sources.contains(name + ".java"))
                    .forEach(name -> missing.add(ROOT.relativize(page) + " names " + name));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void thePagesCountThePlantedDamagesRight() throws IOException {
        Path contract =
                ROOT.resolve("testkit/src/main/java/io/stipend/testkit/internal/inspection/DamagedBooksContract.java");
        long planted = Pattern.compile("\\bDamage\\.of\\(")
                .matcher(Files.readString(contract))
                .results()
                .count();
        assertThat(Stream.of("README.md", "docs/promises.md"))
                .allSatisfy(page -> assertThat(Files.readString(ROOT.resolve(page)))
                        .containsPattern("each of " + planted + " planted\\s+damages"));
    }

    private static boolean resolves(Path page, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
    }

    /** The anchors of a page's headings, as renderers of Markdown make them. */
    private static Set<String> anchors(Path page) {
        try {
            return HEADING.matcher(CODE_BLOCK.matcher(Files.readString(page)).replaceAll(""))
                    .results()
                    .map(DocumentationTest::anchor)
                    .collect(toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String anchor(MatchResult heading) {
        return heading.group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
                                    .map(ROOT::resolve),
                            docs.filter(path -> path.toString().endsWith(".md")))
                    .toList();
        }
    }

    private static Set<String> sourceFiles() throws IOException {
        List<Path> modules;
        try (Stream<Path> folders = Files.list(ROOT)) {
            modules = folders.map(folder -> folder.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList();
        }
        List<Path> files = new ArrayList<>();
        for (Path module : modules) {
            try (Stream<Path> sources = Files.walk(module)) {
                sources.forEach(files::add);
            }
        }
        return files.stream().map(file -> file.getFileName().toString()).collect(toSet());
    }
}
