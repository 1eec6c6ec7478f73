package io.stipend.core.spi;

/** Every outcome of binding a step to a reservation. */
public sealed interface BindOutcome extends Outcome permits BindOutcome.Bound, Refusal {

    /**
     * Returns when the step is bound.
     *
     * @throws RuntimeException what the visitor makes of a refusal
     */
    void boundOrThrow(Refusal.Visitor<? extends RuntimeException> refused);

    /** The step is bound; also when it was already. */
    record Bound() implements BindOutcome {
        @Override
        public Kind kind() {
            return Kind.DONE;
        }

        @Override
        public void boundOrThrow(Refusal.Visitor<? extends RuntimeException> refused) {}
    }
}
