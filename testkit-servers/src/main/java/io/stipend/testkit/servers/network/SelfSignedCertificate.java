package io.stipend.testkit.servers.network;

import io.stipend.testkit.servers.internal.process.SystemCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A certificate of a server's own making, for tests of TLS.
 *
 * @param store a PKCS12 file with the certificate and its key: the server's key store, and the trust store of a client that
 *     believes in it
 * @param password of the file and of the key
 */
public record SelfSignedCertificate(Path store, String password) {

    /**
     * Makes one with the JDK's {@code keytool}, which takes about a second.
     *
     * @param folder where to put it; empty
     * @param name whose it is, as in {@code dns:localhost} or {@code ip:127.0.0.1}
     */
    public static SelfSignedCertificate in(Path folder, String name) throws IOException {
        SelfSignedCertificate made = new SelfSignedCertificate(folder.resolve("keys.p12"), "store-secret");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-ext",
                "san=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                made.store.toString(),
                "-storepass",
                made.password);
        Path log = folder.resolve("keytool.log");
        int exit = SystemCommands.run(command, folder, log);
        if (exit != 0) {
            throw new IOException("keytool ended with " + exit + "; see " + log);
        }
        return made;
    }
}
