package io.stipend.foresight.trial;

import io.stipend.core.spi.BudgetForecaster;
import io.stipend.core.spi.BudgetForecaster.Forecast;
import io.stipend.core.spi.check.Checks;
import java.util.List;
import java.util.stream.LongStream;

/** How much output a call holds; tried by {@link Trial}. */
public interface Estimate {

    /** A call is sent. */
    Holds begin(Trial.Call call);

    /** What a call holds, in output tokens. */
    interface Holds {

        /** What must be available. */
        long fit();

        /** What is held when so many tokens have come. */
        long heldAt(long output);

        /** How often it was extended by then. */
        int extensionsAt(long output);

        /** The call is over. */
        void end(long output);

        /** The call was not let in, and never ran. */
        void refused();
    }

    /** The same for every call, whatever it is. */
    static Estimate cap(long tokens) {
        return call -> new Fixed(tokens);
    }

    /** What a forecaster says must fit, held from the start. */
    static Estimate singleShot(BudgetForecaster forecaster, double risk) {
        return call -> {
            Forecast forecast = forecaster.forecast(call.features(), risk);
            return new Learning(forecaster, forecast, new Fixed(forecast.fit()));
        };
    }

    /** The rungs that a forecaster says. */
    static Estimate ladder(BudgetForecaster forecaster, double risk) {
        return call -> {
            Forecast forecast = forecaster.forecast(call.features(), risk);
            return new Learning(forecaster, forecast, new Climbing(forecast));
        };
    }

    /** The one cap that the stated share of these very calls would have exceeded: nobody knows it beforehand. */
    static Estimate hindsight(List<Trial.Call> calls, double risk) {
        Checks.present(calls, "calls");
        LongStream outputs = calls.stream().mapToLong(Trial.Call::outputTokens).sorted();
        return cap(outputs.skip((long) Math.floor((calls.size() - 1) * (1 - risk)))
                .findFirst()
                .orElse(0));
    }

    /** Exactly what each call uses: perfect knowledge. */
    static Estimate perfect() {
        return call -> new Fixed(call.outputTokens());
    }

    /** One hold from start to end. */
    record Fixed(long fit) implements Holds {

        @Override
        public long heldAt(long output) {
            return fit;
        }

        @Override
        public int extensionsAt(long output) {
            return 0;
        }

        @Override
        public void end(long output) {}

        @Override
        public void refused() {}
    }

    /** Holds that grow by rungs. */
    record Climbing(Forecast forecast) implements Holds {

        @Override
        public long fit() {
            return forecast.fit();
        }

        @Override
        public long heldAt(long output) {
            return forecast.rung(extensionsAt(output));
        }

        @Override
        public int extensionsAt(long output) {
            int rung = 0;
            while (rung < forecast.rungCount() - 1 && output > forecast.rung(rung) - forecast.lookAhead()) {
                rung++;
            }
            return rung;
        }

        @Override
        public void end(long output) {}

        @Override
        public void refused() {}
    }

    /** Holds from whose outcome a forecaster learns. */
    record Learning(BudgetForecaster forecaster, Forecast forecast, Holds holds) implements Holds {

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
            forecaster.learn(forecast, output);
        }

        @Override
        public void refused() {
            forecaster.forget(forecast);
        }
    }
}
