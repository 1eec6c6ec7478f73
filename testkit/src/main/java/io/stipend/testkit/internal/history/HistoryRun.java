package io.stipend.testkit.internal.history;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.CloseOutcome;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.OnExpiry;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveOutcome;
import io.stipend.core.spi.SplitOutcome;
import io.stipend.testkit.internal.fixture.OutcomeAssertions;
import io.stipend.testkit.internal.model.ModelStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one history on a store and on the model, in a new tenant, and finds the first difference. */
final class HistoryRun {

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    /** A lease that was given by a clock far ahead is not waited for. */
    private static final long FARTHEST_MILLIS = Duration.ofDays(90).toMillis();

    /** More than the second that verification allows. */
    private static final long CLOCKS_DIFFER_MILLIS = 2_000;

    private final StoreUnderTest subject;
    private final String tenant = "history-" + UUID.randomUUID();
    private final ModelStore model;
    private final StepInterpreter interpreter;

    /** The model's clock: the store's, as it stood when the step began. */
    private long modelMillis;

    private HistoryRun(StoreUnderTest subject) {
        this.subject = subject;
        this.model = new ModelStore(() -> Instant.ofEpochMilli(modelMillis));
        this.interpreter = new StepInterpreter(tenant, model);
    }

    /** The first difference between store and model, in words; null when there is none. */
    static @Nullable String firstDifference(StoreUnderTest subject, List<HistoryStep> steps) {
        HistoryRun run = new HistoryRun(subject);
        run.beginAtNoon();
        for (int i = 0; i < steps.size(); i++) {
            String difference = run.step(steps.get(i));
            if (difference != null) {
                return "after step " + (i + 1) + ", " + steps.get(i) + ": " + difference;
            }
        }
        String difference = run.atTheEnd();
        return difference == null ? null : "at the end: " + difference;
    }

    /**
     * Does every step on store and model, and tells the tenant after each, as long as no time has come, within what clocks may
     * differ, that the clock once had too early: from then on, what was done at the wrong time cannot be told from what was
     * done at the right one.
     */
    static void play(StoreUnderTest subject, List<HistoryStep> steps, Consumer<String> afterEach) {
        HistoryRun run = new HistoryRun(subject);
        run.beginAtNoon();
        long wrongMillis = Long.MAX_VALUE;
        for (HistoryStep step : steps) {
            long before = subject.nowMillis().getAsLong();
            run.act(step);
            if (step instanceof HistoryStep.WrongReading wrong) {
                wrongMillis = Math.min(wrongMillis, before + wrong.aheadMillis());
            }
            if (subject.nowMillis().getAsLong() >= wrongMillis - CLOCKS_DIFFER_MILLIS) {
                return;
            }
            afterEach.accept(run.tenant);
        }
    }

    /** At the same time of day always, so that a shorter history meets the same periods. */
    private void beginAtNoon() {
        long sinceNoon = Math.floorMod(subject.nowMillis().getAsLong() - DAY_MILLIS / 2, DAY_MILLIS);
        advance(DAY_MILLIS - sinceNoon);
    }

    private void advance(long millis) {
        subject.advance().accept(Duration.ofMillis(millis));
        modelMillis = subject.nowMillis().getAsLong();
    }

    private @Nullable String step(HistoryStep step) {
        String difference = act(step);
        difference = difference == null ? compareAccounts() : difference;
        return difference == null ? compareReservations(false) : difference;
    }

    /** Does a step; returns how the outcomes differ, or null. */
    private @Nullable String act(HistoryStep step) {
        if (step instanceof HistoryStep.Advance advance) {
            advance(advance.millis());
        } else if (step instanceof HistoryStep.AdvanceToExpiry advance) {
            advanceToExpiry(advance);
        } else if (step instanceof HistoryStep.WrongReading wrong) {
            return actAhead(wrong);
        } else {
            modelMillis = subject.nowMillis().getAsLong();
            StepInterpreter.Call call = interpreter.call(step);
            Object ours = call.outcome(subject.store(), subject.upkeep(), subject.accounts());
            Object expected = call.outcome(model, model, model);
            if (!same(ours, expected)) {
                return difference("outcome", ours, expected);
            }
            return ours instanceof CloseOutcome.Closed closed
                    ? ClosedAmounts.contradiction(closed.entry(), onExpiry(closed.entry()))
                            .orElse(null)
                    : null;
        }
        return null;
    }

    private OnExpiry onExpiry(JournalEntry.Closed closed) {
        return model.find(closed.header().id()).orElseThrow().onExpiry();
    }

    private @Nullable String actAhead(HistoryStep.WrongReading wrong) {
        advance(wrong.aheadMillis());
        String difference = null;
        for (HistoryStep verb : wrong.verbs()) {
            difference = difference == null ? act(verb) : difference;
        }
        // Where the clock stands still otherwise, so that it is known what came before.
        advance(1 - wrong.aheadMillis());
        return difference;
    }

    private void advanceToExpiry(HistoryStep.AdvanceToExpiry step) {
        long expiresAt = model.find(interpreter.reservation(step.reservation()))
                .map(ReservationSnapshot::expiresAtMillis)
                .orElse(modelMillis);
        // Where the clock runs by itself, just before and just after cannot be told apart.
        long offset = subject.exact() ? step.offsetMillis() : 1_000;
        long left = expiresAt + offset - subject.nowMillis().getAsLong();
        advance(Math.max(0, Math.min(left, FARTHEST_MILLIS)));
    }

    private @Nullable String atTheEnd() {
        String difference = compareReservations(true);
        return difference == null ? compareJournals() : difference;
    }

    private @Nullable String compareAccounts() {
        for (AccountId account : interpreter.accounts()) {
            Optional<AccountView> ours = subject.accounts().show(account).filter(HistoryRun::isWritten);
            Optional<AccountView> expected = model.show(account).filter(HistoryRun::isWritten);
            if (!same(ours, expected)) {
                return difference("account " + account, ours, expected);
            }
        }
        return null;
    }

    /** Whether a refused change of an account that did not exist leaves an empty one behind is the store's own affair. */
    private static boolean isWritten(AccountView view) {
        return view.sequence() > 0 || !view.reserved().isZero() || !view.spent().isZero();
    }

    /** Reservations that are open or were just closed; at the end, all, and what the steps name. */
    private @Nullable String compareReservations(boolean all) {
        for (ReservationId id : interpreter.reservations()) {
            if (all || model.isLive(id)) {
                Optional<ReservationSnapshot> ours = subject.store().find(id);
                Optional<ReservationSnapshot> expected = model.find(id);
                if (!same(ours, expected)) {
                    return difference("reservation " + id, ours, expected);
                }
            }
        }
        for (StepId step : all ? interpreter.steps() : List.<StepId>of()) {
            Optional<ReservationSnapshot> ours = subject.store().find(step);
            if (!same(ours, model.find(step))) {
                return difference("step " + step, ours, model.find(step));
            }
        }
        return null;
    }

    private @Nullable String compareJournals() {
        List<JournalEntry> entries = subject.entriesOf().apply(tenant);
        Optional<String> contradiction = ClosedAmounts.contradiction(entries);
        if (contradiction.isPresent()) {
            return contradiction.get();
        }
        Map<String, List<Object>> ours = byStream(entries);
        Map<String, List<Object>> expected = byStream(model.journal());
        for (String stream : expected.keySet()) {
            List<Object> written = ours.getOrDefault(stream, List.of());
            if (!same(written, expected.get(stream))) {
                return difference("journal of " + stream, written, expected.get(stream));
            }
        }
        return ours.keySet().equals(expected.keySet())
                ? null
                : difference("streams of the journal", ours.keySet(), expected.keySet());
    }

    private static Map<String, List<Object>> byStream(List<JournalEntry> entries) {
        Map<String, List<Object>> streams = new TreeMap<>();
        for (JournalEntry entry : entries) {
            String stream = entry instanceof JournalEntry.AccountChanged changed
                    ? "account " + changed.account()
                    : "reservation "
                            + ((JournalEntry.OfReservation) entry).header().id();
            streams.computeIfAbsent(stream, absent -> new ArrayList<>()).add(comparable(entry));
        }
        return streams;
    }

    // ---- comparing

    private boolean same(@Nullable Object ours, @Nullable Object expected) {
        Object left = comparable(ours);
        Object right = comparable(expected);
        return subject.exact() ? left.equals(right) : withoutTimes(left).equals(withoutTimes(right));
    }

    /** A store need not keep the terms of a reserve. */
    private static Object comparable(@Nullable Object value) {
        if (value instanceof ReserveOutcome.Reserved reserved) {
            return List.of(comparable(reserved.entry()), reserved.replayed());
        } else if (value instanceof JournalEntry.Opened opened) {
            return new JournalEntry.Opened(
                    opened.header(), OutcomeAssertions.withoutTerms(opened.request()), opened.expiresAtMillis());
        }
        if (value instanceof SplitOutcome.Split split) {
            return Arrays.asList(comparable(split.entry()), split.given(), split.replayed());
        }
        return value == null ? "nothing" : value;
    }

    private static String withoutTimes(Object value) {
        return value.toString().replaceAll("(atMillis|AtMillis)=\\d+", "$1=~");
    }

    private static String difference(String what, Object ours, @Nullable Object expected) {
        return what + "\n    store: " + ours + "\n    model: " + expected;
    }
}
