package io.stipend.server.internal.http;

import io.stipend.core.error.InvalidRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A certificate and its key, from PEM files, as Java wants them. */
final class PemKeyStore {

    /** Nobody but this process sees the store that it protects. */
    static final String PASSWORD = "in-memory";

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private PemKeyStore() {}

    /**
     * Reads both.
     *
     * @throws InvalidRequestException when one of them cannot be read, or they do not belong together
     */
    static KeyStore read(Path certificates, Path key) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Certificate[] chain = factory.generateCertificates(
                            new ByteArrayInputStream(Files.readAllBytes(certificates)))
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new InvalidRequestException(
                        "server.tls.certificates, " + certificates + ", has no certificate; give a PEM file with some");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", privateKey(key), PASSWORD.toCharArray(), chain);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new InvalidRequestException(
                    "server.tls.certificates, " + certificates + ", and server.tls.key, " + key + ", cannot be used ("
                            + e.getClass().getSimpleName() + "); give PEM files that belong together");
        }
    }

    private static PrivateKey privateKey(Path path) throws IOException, GeneralSecurityException {
        Matcher pem = KEY.matcher(Files.readString(path, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new InvalidRequestException("server.tls.key, " + path
                    + ", has no private key in PKCS #8; `openssl pkcs8 -topk8 -nocrypt` makes one of others");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            Optional<PrivateKey> key = privateKey(algorithm, encoded);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new InvalidRequestException(
                "server.tls.key, " + path + ", is of a kind that is not known; give one of RSA, EC or Ed25519");
    }

    /** The key; empty if it is of another algorithm. */
    private static Optional<PrivateKey> privateKey(String algorithm, byte[] encoded) throws GeneralSecurityException {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (InvalidKeySpecException ofAnotherAlgorithm) {
            return Optional.empty();
        }
    }
}
