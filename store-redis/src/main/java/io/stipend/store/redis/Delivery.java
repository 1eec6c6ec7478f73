package io.stipend.store.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of one script: its answers, or a failure. */
record Delivery(@Nullable List<Answer> answers, @Nullable CallFailure failure) {

    /** The answers; throws the failure. */
    List<Answer> all() {
        if (answers == null) {
            throw failure == null ? new IllegalStateException("neither answers nor a failure") : failure.toException();
        }
        return answers;
    }

    /** The answer of a script that was asked one thing; throws the failure, and damage. */
    Answer single() {
        Answer answer = all().get(0);
        if (answer.outcome() == Answer.Outcome.DAMAGED) {
            throw RedisLink.damaged(answer.text(0));
        }
        return answer;
    }
}
