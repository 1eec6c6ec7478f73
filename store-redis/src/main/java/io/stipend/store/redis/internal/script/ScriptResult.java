package io.stipend.store.redis.internal.script;

import io.stipend.store.support.AnswerCode;
import io.stipend.store.support.ServerFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of one script: its answers, or a failure. */
public record ScriptResult(
        @Nullable List<ScriptAnswer> answers, @Nullable ServerFailure failure) {

    /** The answers; throws the failure. */
    public List<ScriptAnswer> all() {
        if (answers == null) {
            throw failure == null ? new IllegalStateException("neither answers nor a failure") : failure.toException();
        }
        return answers;
    }

    /** The answer of a script that was asked one thing; throws the failure, and damage. */
    public ScriptAnswer single() {
        ScriptAnswer answer = all().get(0);
        if (answer.code() == AnswerCode.DAMAGED) {
            throw answer.damage();
        }
        return answer;
    }
}
