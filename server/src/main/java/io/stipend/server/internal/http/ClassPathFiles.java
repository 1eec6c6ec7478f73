package io.stipend.server.internal.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Files of the class path, as answers. */
public final class ClassPathFiles {

    private ClassPathFiles() {}

    /** A file, if there is one at a path. */
    public static Optional<Answer> find(String path, String type) {
        return read(path).map(bytes -> new Answer(200, type, bytes, Map.of()));
    }

    /** A file that is there, unless the build is broken. */
    public static Answer required(String path, String type) {
        return find(path, type)
                .orElseThrow(() -> new IllegalStateException("there is no " + path + " on the class path"));
    }

    /** A file of a WebJar, which has it in the folder of its version. */
    public static Answer ofWebJar(String group, String artifact, String name, String type) {
        String pom = "META-INF/maven/" + group + '/' + artifact + "/pom.properties";
        Properties properties = new Properties();
        try {
            properties.load(new ByteArrayInputStream(required(pom, "text/plain").body()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + pom, e);
        }
        return required(
                "META-INF/resources/webjars/" + artifact + '/' + properties.getProperty("version") + '/' + name, type);
    }

    private static Optional<byte[]> read(String path) {
        try (InputStream in = ClassPathFiles.class.getClassLoader().getResourceAsStream(path)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }
}
