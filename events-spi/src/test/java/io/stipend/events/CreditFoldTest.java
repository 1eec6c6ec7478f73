package io.stipend.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.events.CreditFold.Account;
import io.stipend.events.CreditFold.Balance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class CreditFoldTest {

    private static final String ANN = "user:ann";
    private static final String POOL = "pool:night";

    private final CreditFold fold = new CreditFold();

    private static Account account(String name) {
        return new Account(Events.TENANT, name);
    }

    @Test
    void followsAReservationFromHoldToCharge() {
        fold.accept(Events.changed(ANN, 1, "CREDITS", 1000, 0));
        fold.accept(Events.reserved("r1", 1, 100, ANN, POOL));
        fold.accept(Events.extended("r1", 3, 50, ANN, POOL));

        assertThat(fold.balances())
                .containsEntry(account(ANN), new Balance(1000, 150, 0))
                .containsEntry(account(POOL), new Balance(0, 150, 0));

        fold.accept(Events.completed("r1", 4, false, -150, 120, ANN, POOL));

        assertThat(fold.balances())
                .containsEntry(account(ANN), new Balance(1000, 0, 120))
                .containsEntry(account(POOL), new Balance(0, 0, 120));
    }

    @Test
    void aLateSettleAddsToWhatExpiryBooked() {
        fold.accept(Events.reserved("r1", 1, 100, ANN));
        fold.accept(Events.expired("r1", 2, -100, 30, ANN));
        fold.accept(Events.completed("r1", 3, true, 0, 45, ANN));

        assertThat(fold.balances()).containsExactly(Map.entry(account(ANN), new Balance(0, 0, 75)));
    }

    @Test
    void saysWhetherAnEventMovedCredits() {
        assertThat(fold.accept(Events.reserved("r1", 1, 100, ANN))).isTrue();
        assertThat(fold.accept(Events.reserved("r1", 1, 100, ANN)))
                .as("seen before")
                .isFalse();
        assertThat(fold.accept(Events.warning("r1", 2))).as("moves nothing").isFalse();
        assertThat(fold.accept(Events.changed(ANN, 1, "TOKENS", 5, 0)))
                .as("another resource")
                .isFalse();
        assertThat(fold.balances()).containsExactly(Map.entry(account(ANN), new Balance(0, 100, 0)));
    }

    @Test
    void tenantsAndFamiliesOfStreamsAreKeptApart() {
        // A reservation may have the name of an account, and two tenants may use the same names.
        fold.accept(Events.reserved(ANN, 1, 100, ANN));
        fold.accept(Events.changed(ANN, 1, "CREDITS", 7, 0));
        fold.accept(new ResourceEvent.AccountChanged(
                "other", ANN, 1, 1000, "GRANT", "CREDITS", null, 9, 0, "another tenant"));

        assertThat(fold.balances())
                .containsOnly(
                        Map.entry(account(ANN), new Balance(7, 100, 0)),
                        Map.entry(new Account("other", ANN), new Balance(9, 0, 0)));
    }

    @Test
    void balancesAreACopySortedByAccount() {
        fold.accept(Events.reserved("r1", 1, 100, "user:b", "user:a"));
        Map<Account, Balance> balances = fold.balances();
        fold.accept(Events.released("r1", 2, -100, 0, "user:b", "user:a"));

        assertThat(balances.keySet()).extracting(Account::account).containsExactly("user:a", "user:b");
        assertThat(balances.values()).containsOnly(new Balance(0, 100, 0));
    }

    /** However streams interleave, and however often parts of them are sent again, the balances are the same. */
    @RepeatedTest(50)
    void anyInterleavingWithAnyDuplicatesGivesTheSameBalances() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Account, Balance> expected = new TreeMap<>();
        List<List<ResourceEvent>> streams = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            streams.add(reservation("r" + i, random, expected));
            streams.add(account("user:" + i % 5, 1 + i / 5, random, expected));
        }

        interleave(mergedByStream(streams), random).forEach(fold::accept);

        assertThat(fold.balances()).as("seed %d", seed).isEqualTo(expected);
    }

    private static List<ResourceEvent> reservation(String id, Random random, Map<Account, Balance> expected) {
        String[] accounts = {"user:" + random.nextInt(5), "pool:" + random.nextInt(2)};
        long held = random.nextInt(1000);
        long spent = random.nextInt(1500);
        List<ResourceEvent> events = new ArrayList<>();
        events.add(Events.reserved(id, 1, held, accounts));
        events.add(Events.warning(id, 2));
        int ending = random.nextInt(5);
        if (ending == 0) {
            add(expected, 0, held, 0, accounts);
            return events;
        }
        switch (ending) {
            case 1 -> events.add(Events.released(id, 3, -held, spent, accounts));
            case 2 -> events.add(Events.completed(id, 3, false, -held, spent, accounts));
            case 3 -> events.add(Events.expired(id, 3, -held, spent, accounts));
            default -> {
                events.add(Events.expired(id, 3, -held, spent / 2, accounts));
                events.add(Events.completed(id, 4, true, 0, spent - spent / 2, accounts));
            }
        }
        add(expected, 0, 0, spent, accounts);
        return events;
    }

    private static List<ResourceEvent> account(
            String name, long sequence, Random random, Map<Account, Balance> expected) {
        long granted = random.nextInt(1000);
        long spent = random.nextInt(100) - 50L;
        add(expected, granted, 0, spent, name);
        return List.of(Events.changed(name, sequence, "CREDITS", granted, spent));
    }

    private static void add(
            Map<Account, Balance> expected, long allowance, long reserved, long spent, String... accounts) {
        for (String name : accounts) {
            expected.merge(
                    account(name),
                    new Balance(allowance, reserved, spent),
                    (old, delta) -> old.plus(delta.allowance(), delta.reserved(), delta.spent()));
        }
    }

    /** Joins the lists of one stream, so that its order is kept. */
    private static List<List<ResourceEvent>> mergedByStream(List<List<ResourceEvent>> lists) {
        Map<String, List<ResourceEvent>> byStream = new HashMap<>();
        lists.forEach(list -> byStream.computeIfAbsent(list.get(0).stream(), stream -> new ArrayList<>())
                .addAll(list));
        return List.copyOf(byStream.values());
    }

    /** Takes the next event of a random stream; now and then the stream starts again from an earlier event. */
    private static List<ResourceEvent> interleave(List<List<ResourceEvent>> streams, Random random) {
        List<ResourceEvent> all = new ArrayList<>();
        List<Deque<ResourceEvent>> waiting = new ArrayList<>();
        for (List<ResourceEvent> stream : streams) {
            Deque<ResourceEvent> withDuplicates = new ArrayDeque<>();
            for (int i = 0; i < stream.size(); i++) {
                withDuplicates.add(stream.get(i));
                if (random.nextInt(3) == 0) {
                    withDuplicates.addAll(stream.subList(random.nextInt(i + 1), i + 1));
                }
            }
            waiting.add(withDuplicates);
        }
        while (!waiting.isEmpty()) {
            int chosen = random.nextInt(waiting.size());
            all.add(waiting.get(chosen).removeFirst());
            if (waiting.get(chosen).isEmpty()) {
                waiting.remove(chosen);
            }
        }
        return all;
    }
}
