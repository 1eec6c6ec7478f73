package io.stipend.testkit.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.StoreAdapter;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.testkit.harness.JournalReader;
import io.stipend.testkit.internal.fixture.BooksAudit;
import io.stipend.testkit.servers.process.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Processes that use a store and are killed at random moments, one after another. What they said that they had settled is
 * taken down. Not thread safe.
 */
public final class ClientCrashes {

    /** A process is killed after so many settlements at most; some before its first. */
    private static final int MAX_SETTLEMENTS = 120;

    private static final int THREADS = 8;
    private static final String READY = "ready";
    private static final int HELD = 100;

    private final long seed;
    private final Random random;
    private final Set<String> settled = new HashSet<>();

    /** None yet; the seed decides on the moments. */
    public ClientCrashes(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /**
     * What the program that is to be killed does once it has opened its store: reserves, reports and settles in several
     * threads, and says on its standard output what it has settled. Returns while the threads go on.
     */
    public static void work(StoreAdapter store) {
        System.out.println(READY);
        for (int i = 0; i < THREADS; i++) {
            String user = "user" + i;
            new Thread(() -> work(store.creditStore(), user)).start();
        }
    }

    private static void work(CreditStore credits, String user) {
        while (true) {
            String id = UUID.randomUUID().toString();
            credits.reserve(CreditCommands.withOnExpiry(
                    CreditCommands.reserve(id, HELD, CreditCommands.user("all"), CreditCommands.user(user)),
                    OnExpiry.BOOK_HELD));
            credits.track(CreditCommands.track(id, "report", 10));
            credits.charge(
                    CreditCommands.charge(id + "/bill", 5, CreditCommands.user("all"), CreditCommands.user(user)));
            credits.settle(CreditCommands.settle(id, 60));
            System.out.println(id + ".");
        }
    }

    /**
     * Starts a program and kills it in the midst of its work.
     *
     * @param program whose main method opens a store and calls {@link #work}
     */
    public void kill(Class<?> program, String... arguments) throws IOException, InterruptedException {
        int settlements = random.nextInt(MAX_SETTLEMENTS);
        Process victim = ChildJvm.start(program, List.of(), arguments);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            assertThat(line).as("the process began to work").isEqualTo(READY);
            for (int i = 0; i < settlements && line != null; i++) {
                line = lines.readLine();
                addWhole(line);
            }
            // By its handle: the process itself would close the stream, with what is still to be read.
            assertThat(victim.toHandle().destroyForcibly()).isTrue();
            victim.waitFor();
            while (line != null) {
                line = lines.readLine();
                addWhole(line);
            }
        }
    }

    /** The last line may be cut off; every whole one ends with a full stop. */
    private void addWhole(@Nullable String line) {
        if (line != null && line.endsWith(".")) {
            settled.add(line.substring(0, line.length() - 1));
        }
    }

    /**
     * Sees that nothing that was acknowledged is lost, that nothing is held any more, and that the books are what the journal
     * says.
     *
     * @param store on whose clock the leases have run out, and whose journal nobody has read
     */
    public void assertNothingLostAndNothingLeaked(StoreAdapter store) {
        CreditStore credits = store.creditStore();
        StoreUpkeep upkeep = store.upkeep();
        assertThat(upkeep.openReservations())
                .as("what the dead left open, seed %d", seed)
                .isPositive();
        while (upkeep.expireDue(1_000).more()) {
            assertThat(upkeep.openReservations()).isPositive();
        }
        assertThat(upkeep.openReservations()).as("leaked, seed %d", seed).isZero();
        assertThat(settled)
                .isNotEmpty()
                .allSatisfy(id -> assertThat(credits.find(CreditCommands.id(id))
                                .orElseThrow()
                                .used()
                                .credits())
                        .isEqualTo(60))
                .allSatisfy(id -> assertThat(credits.find(CreditCommands.id(id + "/bill")))
                        .as("the bill of %s", id)
                        .isPresent());
        JournalReader journal = new JournalReader(store.journal());
        BooksAudit.audit(
                credits,
                store.accountAdministration(),
                CreditCommands.TENANT,
                List.of(),
                () -> journal.entries(CreditCommands.TENANT));
        assertThat(journal.entries(CreditCommands.TENANT))
                .as("what the dead held is booked, seed %d", seed)
                .filteredOn(entry -> entry instanceof JournalEntry.Closed closed && closed.kind() == CloseKind.EXPIRED)
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(
                                ((JournalEntry.Closed) entry).charged().credits())
                        .isEqualTo(HELD));
    }
}
