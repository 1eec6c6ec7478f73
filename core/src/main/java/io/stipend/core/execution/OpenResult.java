package io.stipend.core.execution;

import io.stipend.core.policy.Rejection;

/** What became of opening an execution: started or rejected. */
public sealed interface OpenResult {

    /**
     * The budget is held.
     *
     * @param execution the handle, to be closed
     */
    record Started(Execution execution) implements OpenResult {}

    /**
     * Nothing is held.
     *
     * @param rejection why
     */
    record Rejected(Rejection rejection) implements OpenResult {}
}
