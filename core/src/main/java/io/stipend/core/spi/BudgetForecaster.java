package io.stipend.core.spi;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.spi.check.Checks;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Says what a step will use before it runs, and learns from what steps used. Amounts are output tokens: what a step sends is
 * known before it runs.
 *
 * <p>Thread safe. No method waits for another caller or for anything remote.
 */
public interface BudgetForecaster {

    /**
     * What a step will use. Each forecast counts as a step under way, until it is {@linkplain #learn(Forecast, long) learned} from
     * or {@linkplain #forget forgotten}.
     *
     * @param features what is known of the step
     * @param risk the share of steps that may use more than {@link Forecast#fit}, above 0 and below 1
     */
    Forecast forecast(Features features, double risk);

    /**
     * A step is over.
     *
     * @param forecast what was said of it
     * @param actual the output tokens it used; what is below zero counts as zero
     */
    void learn(Forecast forecast, long actual);

    /**
     * A step is over of which nothing was said here: it was begun on another node, or is read from a log.
     *
     * @param features what was known of it
     * @param actual the output tokens it used; what is below zero counts as zero
     */
    void learn(Features features, long actual);

    /**
     * A step is over.
     *
     * @param forecast what was said of it
     * @param outcome what it used, and what became of its hold
     */
    default void learn(Forecast forecast, Outcome outcome) {
        learn(forecast, outcome.output());
    }

    /** How good forecasts were that were {@linkplain #learn(Forecast, Outcome) learned} from here, by model; of a bounded number of models. */
    default List<ForecastFigures> figures() {
        return List.of();
    }

    /**
     * About how many input tokens a usual step of a model has: half of those that were learned from have less. Nothing where that is not known.
     *
     * @param model the model; null for steps that name none
     */
    default OptionalLong typicalInput(@Nullable String model) {
        return OptionalLong.empty();
    }

    /** A step of which something was said never ran, or nobody will hear what it used. */
    void forget(Forecast forecast);

    /**
     * What became of a step.
     *
     * @param output the output tokens that it used; what is below zero counts as zero
     * @param heldOutput the output tokens that it held in the end
     * @param extensions how often its hold was enlarged
     * @param refusedExtensions how often there was less than it was to be enlarged by
     */
    record Outcome(long output, long heldOutput, int extensions, int refusedExtensions) {}

    /**
     * What is known of a step before it runs.
     *
     * @param tenant whose step it is; keys of different tenants are told apart
     * @param model the model that is to be asked; null where it is not known
     * @param key what the caller expects to behave alike, such as a prompt template, an agent or a tool; null for none
     * @param inputTokens the tokens that are sent; {@link #UNKNOWN} where they are not known
     * @param previousOutput the output tokens of the turn before; {@link #UNKNOWN} where there was none
     * @param limit the most output tokens the caller lets the model make; {@link #UNKNOWN} where there is no limit
     */
    record Features(
            String tenant,
            @Nullable String model,
            @Nullable String key,
            long inputTokens,
            long previousOutput,
            long limit) {

        /** The value of an amount that is not known. */
        public static final long UNKNOWN = -1;

        public Features {
            Checks.tenant(tenant);
            if (model != null) {
                Checks.text(model, "model", 2 * Checks.MAX_ID_BYTES + 1);
            }
            if (key != null) {
                Checks.id(key, "forecast key");
            }
            checked(inputTokens, "input tokens");
            checked(previousOutput, "output tokens of the turn before");
            checked(limit, "most output tokens");
        }

        /** A step of the default tenant of which only the input is known. */
        public static Features ofInput(long inputTokens) {
            return new Features(Checks.DEFAULT_TENANT, null, null, inputTokens, UNKNOWN, UNKNOWN);
        }

        /** The same, with the most output tokens that the caller allows. */
        public Features withLimit(long outputTokens) {
            return new Features(tenant, model, key, inputTokens, previousOutput, outputTokens);
        }

        private static void checked(long tokens, String what) {
            if (tokens < UNKNOWN || tokens > Checks.MAX_AMOUNT) {
                throw new InvalidRequestException(what + " are " + tokens + "; give 0 to " + Checks.MAX_AMOUNT + ", or "
                        + UNKNOWN + " where they are not known");
            }
        }
    }

    /**
     * What a step will use, in output tokens.
     *
     * <p>A step that cannot change its hold while it runs holds {@link #fit}. A step that streams asks for {@code fit}, holds the
     * first rung, and extends to the next one when what is left of its hold is less than {@link #lookAhead}.
     */
    interface Forecast {

        /** What it was made for. */
        Features features();

        /** The share of steps that may use more than {@link #fit}. */
        double risk();

        /** What must be available; at least the first rung. */
        long fit();

        /** How many rungs there are, 1 or more. */
        int rungCount();

        /** What to hold at a rung, counted from 0; each more than the one before. The last is the most that the step may use. */
        long rung(int index);

        /** What is held from the start. */
        default long firstHold() {
            return rung(0);
        }

        /** How many tokens of the hold must be left for the stream to go on without an extension. */
        long lookAhead();

        /** How many outcomes it rests on; older ones count for less. */
        double samples();

        /** What it rests on. */
        Basis basis();
    }

    /** What a forecast rests on: the most specific group of steps that any outcome is known of. */
    enum Basis {
        /** Too little is known: {@code fit} is the most that the step may use. */
        CAP,
        /** All steps. */
        ALL,
        /** Steps of the same model. */
        MODEL,
        /** Steps of the same model with about as much input. */
        INPUT,
        /** Steps of the same model whose turn before had about as much output. */
        TURN,
        /** Steps of the same key. */
        KEY,
        /** Steps of the same key with about as much input. */
        KEY_AND_INPUT
    }
}
