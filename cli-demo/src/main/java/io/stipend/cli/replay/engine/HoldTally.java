package io.stipend.cli.replay.engine;

import io.stipend.core.model.ResourceVector;
import java.util.List;

/** Adds up what estimated holds came to. */
final class HoldTally {

    private long requests;
    private double held;
    private double used;
    private double heldMillis;
    private double usedMillis;
    private double outputHeld;
    private double outputUsed;
    private long overruns;
    private long extensions;
    private long refused;

    /** The hold of one request over time. */
    static final class Hold {

        private ResourceVector held;
        private final long openedMillis;
        private long sinceMillis;
        private double creditMillis;
        private int extensions;
        private int refused;
        private long inputTokens;
        private ResourceVector used = ResourceVector.ZERO;

        Hold(ResourceVector held, long nowMillis) {
            this.held = held;
            this.openedMillis = nowMillis;
            this.sinceMillis = nowMillis;
        }

        ResourceVector held() {
            return held;
        }

        /**
         * It was to be enlarged.
         *
         * @param now what is held now
         * @param whole whether that is all that it was to be enlarged to
         */
        void enlarged(ResourceVector now, boolean whole, long nowMillis) {
            advance(nowMillis);
            extensions++;
            refused += whole ? 0 : 1;
            held = now;
        }

        /** The request was settled with what it used. */
        Hold closed(ResourceVector total, long input, long nowMillis) {
            advance(nowMillis);
            used = total;
            inputTokens = input;
            return this;
        }

        private void advance(long nowMillis) {
            creditMillis += (double) held.credits() * (nowMillis - sinceMillis);
            sinceMillis = nowMillis;
        }
    }

    void add(Hold hold) {
        requests++;
        held += hold.held.credits();
        used += hold.used.credits();
        heldMillis += hold.creditMillis;
        usedMillis += (double) hold.used.credits() * (hold.sinceMillis - hold.openedMillis);
        outputHeld += hold.held.tokens() - hold.inputTokens;
        outputUsed += hold.used.tokens() - hold.inputTokens;
        overruns += hold.used.tokens() > hold.held.tokens() || hold.used.credits() > hold.held.credits() ? 1 : 0;
        extensions += hold.extensions;
        refused += hold.refused;
    }

    EstimateReport report(HoldMethod method, List<EstimateReport.Calibration> calibration) {
        return new EstimateReport(
                method,
                requests,
                held / used,
                heldMillis / usedMillis,
                outputHeld / outputUsed,
                (double) overruns / requests,
                (double) extensions / requests,
                refused,
                calibration);
    }
}
