package io.stipend.deploy.settings;

import io.stipend.config.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${env:NAME}</code> and <code>${file:path}</code> within a value by the variable's value and the file's text, less one
 * line end at its end. <code>$${</code> stands for <code>${</code> itself. What comes in that way is not looked at again.
 */
public final class References {

    private static final Pattern REFERENCE = Pattern.compile("(\\$?)\\$\\{([^}]*)(}?)");
    private static final int MAX_BYTES = 1 << 20;

    private final Map<String, String> environment;
    private final Path folder;

    /** A reference that leads nowhere. */
    static final class BrokenException extends Exception {

        private static final long serialVersionUID = 1L;

        BrokenException(String what) {
            super(what);
        }

        String what() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * References into an environment and a file system.
     *
     * @param folder where relative paths begin
     */
    public References(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    static boolean areIn(String text) {
        return text.contains("${");
    }

    String resolve(String text) throws BrokenException {
        if (!areIn(text)) {
            return text;
        }
        StringBuilder resolved = new StringBuilder();
        Matcher reference = REFERENCE.matcher(text);
        while (reference.find()) {
            String replacement = reference.group(1).isEmpty()
                    ? target(reference.group(), reference.group(2), reference.group(3))
                    : reference.group().substring(1);
            reference.appendReplacement(resolved, Matcher.quoteReplacement(replacement));
        }
        return reference.appendTail(resolved).toString();
    }

    private String target(String whole, String inner, String end) throws BrokenException {
        if (!end.isEmpty() && inner.startsWith("env:")) {
            return variable(inner.substring("env:".length()));
        }
        if (!end.isEmpty() && inner.startsWith("file:")) {
            return file(inner.substring("file:".length()));
        }
        throw new BrokenException("has the reference " + SafeText.value(whole)
                + "; give ${env:NAME} or ${file:/path}, or $${ for the characters themselves");
    }

    private String variable(String name) throws BrokenException {
        String value = environment.get(name);
        if (value == null) {
            throw new BrokenException(
                    "refers to the environment variable " + SafeText.value(name) + ", which is not set; set it");
        }
        return value;
    }

    private String file(String name) throws BrokenException {
        try {
            Path path = folder.resolve(name);
            return text(name, path).replaceFirst("\\r?\\n\\z", "");
        } catch (CharacterCodingException e) {
            throw new BrokenException("refers to the file " + SafeText.value(name) + ", which is not UTF-8");
        } catch (IOException | InvalidPathException e) {
            throw new BrokenException("refers to the file " + SafeText.value(name) + ", which cannot be read ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    /** Not by its size, which a device does not tell. */
    private static String text(String name, Path path) throws IOException, BrokenException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new BrokenException("refers to the file " + SafeText.value(name) + ", which has more than "
                        + MAX_BYTES + " bytes; give one that holds the value alone");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
    }
}
