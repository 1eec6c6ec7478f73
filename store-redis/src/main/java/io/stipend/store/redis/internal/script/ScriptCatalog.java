package io.stipend.store.redis.internal.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

/** The scripts as they are sent: by their checksums, or whole where the server does not have them. Immutable. */
public final class ScriptCatalog {

    /** The scripts on the server's clock. */
    public static final ScriptCatalog ON_SERVER_TIME = new ScriptCatalog(Script.resource("clock"));

    @SuppressWarnings("ArrayRecordComponent") // Text as Redis has it; nobody compares or changes it.
    private record Sent(byte[] sha, byte[] text) {}

    private final Map<Script, Sent> scripts = new EnumMap<>(Script.class);

    /** @param clock defines the function {@code clock()} */
    public ScriptCatalog(String clock) {
        for (Script script : Script.values()) {
            byte[] text = script.text(clock).getBytes(StandardCharsets.UTF_8);
            scripts.put(script, new Sent(sha(text), text));
        }
    }

    byte[] sha(Script script) {
        return sent(script).sha;
    }

    byte[] text(Script script) {
        return sent(script).text;
    }

    private Sent sent(Script script) {
        return Objects.requireNonNull(scripts.get(script));
    }

    /** By which Redis knows a script. */
    private static byte[] sha(byte[] text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every JDK has SHA-1", e);
        }
    }
}
