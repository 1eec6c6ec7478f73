package io.stipend.cli.replay.engine;

import io.stipend.cli.trace.TraceRequest;
import io.stipend.core.spi.BudgetForecaster.Features;
import io.stipend.foresight.trial.Estimate;
import io.stipend.foresight.trial.Trial;
import java.util.ArrayList;
import java.util.List;

/**
 * What the calls of a simulation are estimated to use, and how good that is. Beside the estimate that holds are made of, forecasts at
 * other risks are made that hold nothing: they tell how often calls use more than what is stated at each.
 */
final class Estimates {

    /** The risks at which statements are held against measurements. */
    private static final double[] STATED = {0.1, 0.05, 0.01, 0.002};

    private final HoldMethod method;
    private final Estimate estimate;
    private final List<Statement> statements = new ArrayList<>();
    private final HoldTally holds = new HoldTally();

    /** By session, one more than the output of its turn that ended last; zero before one did. */
    private final int[] turns;

    /**
     * Knows nothing yet.
     *
     * @param reportEvery how many tokens of an answer come between two looks at what is left of its hold
     * @param sessions how many there are
     */
    Estimates(HoldMethod method, long reportEvery, int sessions) {
        this.method = method;
        this.turns = new int[method.forecasts() ? sessions : 0];
        this.estimate = method.begin(reportEvery);
        if (method.forecasts()) {
            for (double risk : STATED) {
                statements.add(new Statement(risk, Estimate.singleShot(method.newForecaster(reportEvery), risk)));
            }
        }
    }

    /** A risk, and how often it came true. */
    private static final class Statement {

        final double risk;
        final Estimate estimate;
        private long calls;
        private long above;

        Statement(double risk, Estimate estimate) {
            this.risk = risk;
            this.estimate = estimate;
        }

        void ended(long fit, long output) {
            calls++;
            above += output > fit ? 1 : 0;
        }

        EstimateReport.Calibration calibration() {
            return new EstimateReport.Calibration(risk, calls == 0 ? Double.NaN : (double) above / calls);
        }
    }

    /** A call is sent; says what it holds. */
    Estimate.Holds begin(PreparedRequest prepared) {
        if (prepared.script().basis() == RequestScript.Basis.OWN_FIGURES) {
            return Estimate.cap(method.maxOutput()).begin(call(prepared.request()));
        }
        Trial.Call call = call(prepared.request());
        List<Estimate.Holds> silent = statements.stream()
                .map(statement -> statement.estimate.begin(call))
                .toList();
        return new WithStatements(prepared.request().session(), estimate.begin(call), silent);
    }

    /** How much output a call is expected to need at most; it is not sent yet. */
    long fit(PreparedRequest prepared) {
        Estimate.Holds holds = estimate.begin(call(prepared.request()));
        holds.refused();
        return holds.fit();
    }

    private Trial.Call call(TraceRequest request) {
        return new Trial.Call(
                request.atMillis(),
                request.inputTokens(),
                request.outputTokens(),
                request.model().orElse(null),
                null,
                turnBefore(request.session()));
    }

    /** What its session was answered last, as far as it is known by now. */
    private long turnBefore(int session) {
        return turns.length == 0 || turns[session] == 0 ? Features.UNKNOWN : turns[session] - 1;
    }

    private void turnEnded(int session, long output) {
        if (turns.length > 0) {
            turns[session] = 1 + (int) Math.min(output, Integer.MAX_VALUE - 1);
        }
    }

    /** A call was settled that held what was estimated until then. */
    void settled(HoldTally.Hold hold) {
        holds.add(hold);
    }

    EstimateReport report() {
        return holds.report(
                method, statements.stream().map(Statement::calibration).toList());
    }

    /** What a call holds, and what others said of it. */
    private final class WithStatements implements Estimate.Holds {

        private final int session;
        private final Estimate.Holds holds;
        private final List<Estimate.Holds> silent;

        WithStatements(int session, Estimate.Holds holds, List<Estimate.Holds> silent) {
            this.session = session;
            this.holds = holds;
            this.silent = silent;
        }

        @Override
        public long fit() {
            return holds.fit();
        }

        @Override
        public long heldAt(long output) {
            return holds.heldAt(output);
        }

        @Override
        public int extensionsAt(long output) {
            return holds.extensionsAt(output);
        }

        @Override
        public void end(long output) {
            turnEnded(session, output);
            holds.end(output);
            for (int i = 0; i < silent.size(); i++) {
                statements.get(i).ended(silent.get(i).fit(), output);
                silent.get(i).end(output);
            }
        }

        @Override
        public void refused() {
            holds.refused();
            silent.forEach(Estimate.Holds::refused);
        }
    }
}
