package io.stipend.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.CreditStoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A record of settlements on a disk that fails to keep what was written. Windows has no number of a file by which to tell it from another. */
@DisabledOnOs(OS.WINDOWS)
final class FailingDiskTest {

    private static final AccountId ACCOUNT = AccountId.user("everybody");
    private static final AccountPath PATH = AccountPath.of(List.of(ACCOUNT));
    private static final RecordFile.Owner OWNER = new RecordFile.Owner("a", "store");

    @TempDir
    private Path folder;

    private final FailingSync sync = new FailingSync();

    /** Fails as often as told. Then the system has dropped what was written since the last time, and goes on as if it had not. */
    private static final class FailingSync implements RecordFile.Sync {

        private int failures;
        private int calls;

        @Override
        public void force(FileChannel channel, boolean metadata) throws IOException {
            calls++;
            if (failures > 0) {
                failures--;
                throw new IOException("Input/output error");
            }
            channel.force(metadata);
        }
    }

    private RecordedSettlements open(RecordFile file) throws IOException {
        RecordedPaths paths = new RecordedPaths();
        assertThat(file.read(paths::add)).isIn(null, OWNER);
        file.replace(OWNER, paths.entries());
        return RecordedSettlements.over(file, OWNER, paths, account -> PATH);
    }

    private static ResourceVector tokens(long tokens) {
        return ResourceVector.of(Resource.TOKENS, tokens);
    }

    private static void opens(RecordedSettlements log, String id, long booked) {
        log.opened(PATH, List.of(AccountTerms.UNLIMITED), new ReservationId(ACCOUNT.tenant(), id), tokens(booked));
    }

    private Object fileKey() throws IOException {
        return Files.readAttributes(folder.resolve("settlements.log"), BasicFileAttributes.class)
                .fileKey();
    }

    private List<RecordEntry> entries() throws IOException {
        List<RecordEntry> entries = new ArrayList<>();
        try (RecordFile file = RecordFile.take(folder, true)) {
            assertThat(file.read(entries::add)).isEqualTo(OWNER);
        }
        return entries;
    }

    @Test
    void aFileThatWasNotPutOnTheDiskIsReplacedBeforeAnybodyIsAnswered() throws IOException {
        RecordFile file = RecordFile.take(folder, true, sync);
        try (RecordedSettlements log = open(file)) {
            opens(log, "one", 0);
            Object first = fileKey();
            opens(log, "two", 10);
            assertThat(fileKey()).as("it goes on while the disk does").isEqualTo(first);

            // The second is for the file that is to take its place.
            sync.failures = 2;
            for (String id : List.of("three", "four")) {
                assertThatThrownBy(() -> opens(log, id, 20))
                        .isInstanceOf(CreditStoreException.class)
                        .hasMessageContainingAll(folder.toString(), "Input/output error", "mend the disk");
            }
            assertThat(file.isTrusted()).isFalse();
            assertThat(fileKey()).isEqualTo(first);
            opens(log, "five", 30);

            assertThat(file.isTrusted()).isTrue();
            assertThat(fileKey()).as("another file").isNotEqualTo(first);
            int calls = sync.calls;
            opens(log, "six", 40);
            assertThat(sync.calls).as("one write").isEqualTo(calls + 1);
        }
        assertThat(entries().stream()
                        .filter(RecordEntry.Opened.class::isInstance)
                        .map(entry -> ((RecordEntry.Opened) entry).id().value()))
                .containsExactly("one", "two", "three", "four", "five", "six");
    }

    @Test
    void aNewFileWhoseNameIsNotOnTheDiskIsNotTrusted() throws IOException {
        int[] calls = {0};
        // A new file is put on the disk, and then its name.
        RecordFile.Sync namesFailOnce = (channel, metadata) -> {
            if (++calls[0] == 2) {
                throw new IOException("Input/output error");
            }
            channel.force(metadata);
        };
        try (RecordFile file = RecordFile.take(folder, true, namesFailOnce)) {
            assertThatThrownBy(() -> file.replace(OWNER, List.of())).hasMessage("Input/output error");
            assertThat(file.isTrusted()).isFalse();
            file.replace(OWNER, List.of());
            assertThat(file.isTrusted()).isTrue();
        }
    }
}
