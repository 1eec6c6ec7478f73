package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A deployment needs the adapters on its class path that it picks, and no other. */
final class AbsentAdapterTest {

    private static final List<String> ADAPTERS =
            List.of("store-memory", "store-postgres", "store-redis", "events-kafka");

    /** Loads Stipend anew, without the adapters that are not named. */
    private static final class Without extends URLClassLoader {

        Without(String present) {
            super(classPath(present), ClassLoader.getPlatformClassLoader());
        }

        private static URL[] classPath(String present) {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                if (ADAPTERS.stream().noneMatch(adapter -> entry.contains(adapter) && !adapter.equals(present))) {
                    urls.add(url(entry));
                }
            }
            return urls.toArray(URL[]::new);
        }

        private static URL url(String entry) {
            try {
                return Path.of(entry).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STIPEND_STORE_TYPE, memory, store, stipend-store-memory",
        "STIPEND_STORE_TYPE, postgres, store, stipend-store-postgres",
        "STIPEND_STORE_TYPE, redis, store, stipend-store-redis",
        "STIPEND_EVENTS_TYPE, kafka, destination of events, stipend-events-kafka",
    })
    void oneThatIsPickedAndAbsentIsNamedWithItsArtifact(String variable, String value, String what, String artifact)
            throws Exception {
        try (Without loader = new Without(value.equals("memory") ? "store-redis" : "store-memory")) {
            assertThatThrownBy(() -> load(loader, Map.of(variable, value, "STIPEND_STORE_URL", "redis://localhost:1")))
                    .hasMessageContaining(
                            variable + ": " + key(variable) + " is '" + value + "', no " + what + " named " + value
                                    + " is on the class path; there are " + others(variable, value)
                                    + "; add the dependency of its adapter, such as io.stipend:" + artifact);
        }
    }

    @Test
    void theSectionOfOneThatIsAbsentIsNamedWithItsArtifact(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("stipend.yaml"), """
                store:
                  type: memory
                  redis:
                    shards: 7
                """);
        try (Without loader = new Without("store-memory")) {
            assertThatThrownBy(() -> load(loader, Map.of("STIPEND_CONFIG", file.toString())))
                    .hasMessageContaining("stipend.yaml:3: store.redis no store named redis is on the class path; there"
                            + " are memory; add the dependency of its adapter, such as io.stipend:stipend-store-redis");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "store-memory, memory, ''",
        "store-postgres, postgres, jdbc:postgresql://localhost:1/stipend",
        "store-redis, redis, redis://localhost:1"
    })
    void theOthersAreNotNeeded(String present, String type, String url) throws Exception {
        try (Without loader = new Without(present)) {
            Object config = load(loader, Map.of("STIPEND_STORE_TYPE", type, "STIPEND_STORE_URL", url));
            Object module = loader.loadClass("io.stipend.deploy.StipendModule")
                    .getConstructor(config.getClass())
                    .newInstance(config);
            Class<?> elements = loader.loadClass("com.google.inject.spi.Elements");
            Object bindings = elements.getMethod("getElements", Iterable.class).invoke(null, List.of(module));
            assertThat((List<?>) bindings).isNotEmpty();
        }
    }

    private static String others(String variable, String value) {
        return variable.equals("STIPEND_EVENTS_TYPE") ? "log, none" : value.equals("memory") ? "redis" : "memory";
    }

    private static String key(String variable) {
        return variable.equals("STIPEND_STORE_TYPE") ? "store.type" : "events.type";
    }

    private static Object load(ClassLoader loader, Map<String, String> environment) throws Exception {
        try {
            return loader.loadClass("io.stipend.deploy.StipendConfig")
                    .getMethod("load", Map.class)
                    .invoke(null, environment);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }
}
