package io.stipend.store.redis.internal.record;

import io.stipend.core.model.AccountId;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.Refusal;
import io.stipend.core.spi.check.Checks;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.VerbAnswer;
import org.jspecify.annotations.Nullable;

/** What a script answered to a change or a repair of an account: its entry; of a sum that is out of range, a number. */
public record AccountAnswer(AccountId account, ScriptAnswer answer) implements VerbAnswer {

    @Override
    public AnswerCode code() {
        return answer.code();
    }

    @Override
    public long atMillis() {
        return entry(JournalEntry.AccountChanged.class).atMillis();
    }

    @Override
    public @Nullable String subject() {
        return null;
    }

    @Override
    public int resource() {
        return (int) answer.number(0);
    }

    @Override
    public long needed() {
        return answer.number(0);
    }

    @Override
    public long available() {
        return 0;
    }

    @Override
    public <E extends JournalEntry> E entry(Class<E> type) {
        return type.cast(ReservationRecord.readable(
                () -> "a change of account " + Checks.shown(account.toString()),
                () -> AccountRecord.changed(account, answer.text(0))));
    }

    @Override
    public Refusal.@Nullable OverrunRejected rejected() {
        return null;
    }
}
