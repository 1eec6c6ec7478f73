package io.stipend.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A deployment needs the adapters on its class path that it picks, and no other. */
final class AbsentAdapterTest {

    private static final String[] ADAPTERS = {
        "io.stipend.store.memory.", "io.stipend.store.postgres.", "io.stipend.store.redis.", "io.stipend.events.kafka."
    };

    /** Loads Stipend anew, without the adapters that are not named. */
    private static final class Without extends URLClassLoader {

        private final String present;

        Without(String present) {
            super(classPath(), ClassLoader.getPlatformClassLoader());
            this.present = present;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            for (String adapter : ADAPTERS) {
                if (name.startsWith(adapter) && !adapter.equals(present)) {
                    throw new ClassNotFoundException(name);
                }
            }
            return super.findClass(name);
        }

        private static URL[] classPath() {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                try {
                    urls.add(Path.of(entry).toUri().toURL());
                } catch (MalformedURLException e) {
                    throw new IllegalStateException(e);
                }
            }
            return urls.toArray(URL[]::new);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STIPEND_STORE_TYPE, memory, stipend-store-memory",
        "STIPEND_STORE_TYPE, postgres, stipend-store-postgres",
        "STIPEND_STORE_TYPE, redis, stipend-store-redis",
        "STIPEND_EVENTS_TYPE, kafka, stipend-events-kafka",
    })
    void oneThatIsPickedAndAbsentIsNamedWithItsArtifact(String variable, String value, String artifact)
            throws Exception {
        try (Without loader = new Without("none")) {
            assertThatThrownBy(() -> load(loader, Map.of(variable, value, "STIPEND_STORE_URL", "redis://localhost:1")))
                    .hasMessageContaining(variable + ": " + key(variable) + " is '" + value
                            + "', but its adapter is not on the class path; add the dependency io.stipend:" + artifact);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "io.stipend.store.memory., memory, ''",
        "io.stipend.store.postgres., postgres, jdbc:postgresql://localhost:1/stipend",
        "io.stipend.store.redis., redis, redis://localhost:1"
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
