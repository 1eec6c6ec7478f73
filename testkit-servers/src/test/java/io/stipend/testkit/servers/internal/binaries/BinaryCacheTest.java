package io.stipend.testkit.servers.internal.binaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class BinaryCacheTest {

    @TempDir
    private Path folder;

    @Test
    void unpacksFilesFoldersAndLinks_openToAll() throws IOException {
        URL archive = archive("good.txz", tar -> {
            file(tar, "bin/tool", 0700, "run");
            file(tar, "share/data", 0600, "text");
            link(tar, "bin/alias", "tool");
            link(tar, "bin/shared", "../share/data");
        });
        Path home = cache().unpacked("tool", archive);
        assertThat(home.resolve("bin/alias")).isExecutable().hasContent("run");
        assertThat(home.resolve("bin/shared")).hasContent("text");
        assertThat(Files.getPosixFilePermissions(home.resolve("share/data")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    void whatIsUnpackedStays_andAnotherContentHasAnotherPlace() throws IOException {
        URL one = archive("one.txz", tar -> file(tar, "bin/tool", 0755, "one"));
        URL two = archive("two.txz", tar -> file(tar, "bin/tool", 0755, "two"));
        Path home = cache().unpacked("tool", one);
        Files.writeString(home.resolve("mark"), "");
        assertThat(cache().unpacked("tool", one)).isEqualTo(home).isDirectoryContaining("glob:**/mark");
        assertThat(cache().unpacked("tool", two).resolve("bin/tool")).hasContent("two");
    }

    @Test
    void manyMayUnpackAtOnce() throws Exception {
        URL archive = archive("raced.txz", tar -> {
            for (int i = 0; i < 200; i++) {
                file(tar, "share/" + i, 0644, "content " + i);
            }
        });
        int threads = 8;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier together = new CyclicBarrier(threads);
            List<Future<Path>> homes = executor.invokeAll(Collections.nCopies(threads, () -> {
                together.await();
                return cache().unpacked("raced", archive);
            }));
            for (Future<Path> home : homes) {
                assertThat(home.get().resolve("share/199")).hasContent("content 199");
            }
        } finally {
            executor.shutdownNow();
        }
        try (var left = Files.list(folder.resolve("cache"))) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void anArchiveThatIsBrokenLeavesNothing() throws IOException {
        URL escaping = archive("escaping.txz", tar -> file(tar, "../outside", 0644, ""));
        assertThatThrownBy(() -> cache().unpacked("bad", escaping))
                .hasRootCauseMessage("an entry outside of the archive's folder: ../outside");
        URL linking = archive("linking.txz", tar -> link(tar, "inside", "/etc/passwd"));
        assertThatThrownBy(() -> cache().unpacked("bad", linking)).hasRootCauseInstanceOf(IOException.class);
        Path cut = folder.resolve("cut.txz");
        byte[] whole = Files.readAllBytes(folder.resolve("escaping.txz"));
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> cache().unpacked("bad", cut.toUri().toURL())).hasMessageContaining("cut.txz");
        assertThat(folder.resolve("cache")).isEmptyDirectory();
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    private BinaryCache cache() throws IOException {
        return BinaryCache.in(folder.resolve("cache"));
    }

    private interface Content {
        void writeTo(TarArchiveOutputStream tar) throws IOException;
    }

    private URL archive(String name, Content content) throws IOException {
        Path path = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(path);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new XZOutputStream(out, new LZMA2Options(0)))) {
            content.writeTo(tar);
        }
        return path.toUri().toURL();
    }

    private static void file(TarArchiveOutputStream tar, String name, int mode, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static void link(TarArchiveOutputStream tar, String name, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }
}
