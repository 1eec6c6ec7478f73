package io.stipend.audit;

import io.stipend.core.model.Resource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reports and counts the findings in one tenant. Not thread safe. */
final class Findings {

    private final String tenant;
    private final Consumer<? super Drift> each;
    private long drifts;
    private long repairable;

    Findings(String tenant, Consumer<? super Drift> each) {
        this.tenant = tenant;
        this.each = each;
    }

    String tenant() {
        return tenant;
    }

    long drifts() {
        return drifts;
    }

    long repairable() {
        return repairable;
    }

    /** Reports an amount that is wrong. */
    void amount(
            Drift.Kind kind,
            String subject,
            Resource resource,
            String found,
            String expected,
            String sentence,
            Remedy remedy) {
        tell(kind, subject, resource, found, expected, sentence, remedy);
    }

    /** Reports any other finding. */
    void tell(Drift.Kind kind, String subject, String found, String expected, String sentence, Remedy remedy) {
        tell(kind, subject, null, found, expected, sentence, remedy);
    }

    private void tell(
            Drift.Kind kind,
            String subject,
            @Nullable Resource resource,
            String found,
            String expected,
            String sentence,
            Remedy remedy) {
        Drift drift = new Drift(kind, tenant, subject, resource, found, expected, sentence, remedy);
        drifts++;
        repairable += drift.isRepairable() ? 1 : 0;
        each.accept(drift);
    }
}
