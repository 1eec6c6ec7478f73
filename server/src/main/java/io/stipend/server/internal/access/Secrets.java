package io.stipend.server.internal.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Secrets of callers, and their hashes. */
public final class Secrets {

    /** What every secret begins with, for scanners of repositories to know one. */
    static final String PREFIX = "stipend_";

    /** Five bits each; without what is easily mistaken for another. */
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

    /** 190 bits. */
    private static final int CHARS = 38;

    private Secrets() {}

    /** A new secret of 190 random bits. */
    public static String create() {
        SecureRandom random = new SecureRandom();
        StringBuilder secret = new StringBuilder(PREFIX);
        for (int i = 0; i < CHARS; i++) {
            secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return secret.toString();
    }

    /** The SHA-256 of a secret, as 64 hexadecimal digits. */
    public static String sha256Hex(String secret) {
        return HexFormat.of().formatHex(sha256(secret));
    }

    static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
