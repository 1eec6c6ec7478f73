package io.stipend.server.internal.api;

import io.stipend.core.model.AccountId;
import io.stipend.core.spi.AccountView;
import io.stipend.core.spi.BookInspection;
import io.stipend.foresight.advice.Exhaustion;
import io.stipend.foresight.advice.RecentSpending;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** When accounts will be empty. What they spent lately is looked up once a minute at most. Thread safe; blocks like the store. */
final class AccountForecasts {

    private static final long KEPT_MILLIS = 60_000;

    /** What one spent takes less than 100 kB. */
    private static final int KEPT = 100;

    private final BookInspection books;
    private final StoreClock clock;
    private final Kept<AccountId, RecentSpending> kept = new Kept<>(KEPT, AccountId::tenant);

    AccountForecasts(BookInspection books, StoreClock clock) {
        this.books = books;
        this.clock = clock;
    }

    /** The forecast of an account; nothing if it has no limit of credits. */
    Optional<JsonAnswer> of(AccountView view) {
        RecentSpending spending =
                kept.get(view.account(), KEPT_MILLIS, () -> RecentSpending.read(books, view.account(), clock.millis()));
        return spending.exhaustion(view)
                .map(exhaustion -> json -> write(json, exhaustion, spending.asOfMillis(), view.periodEndsAtMillis()));
    }

    private static void write(JsonGenerator json, Exhaustion exhaustion, long asOfMillis, long periodEndsAtMillis) {
        json.writeStartObject();
        json.writeStringProperty("state", exhaustion.label());
        Json.time(json, "asOf", asOfMillis);
        if (exhaustion instanceof Exhaustion.At at) {
            Json.time(json, "expectedAt", at.expectedMillis());
            Json.time(json, "earliestAt", at.earliestMillis());
            Json.time(json, "latestAt", at.latestMillis());
            json.writeBooleanProperty("beforePeriodEnds", at.expectedMillis() < periodEndsAtMillis);
            if (at.checks() > 0) {
                json.writeNumberProperty("measuredCoverage", at.measuredCoverage());
            }
            json.writeNumberProperty("checks", at.checks());
        } else if (exhaustion instanceof Exhaustion.TooBursty bursty) {
            Json.time(json, "earliestAt", bursty.earliestMillis());
        } else if (exhaustion instanceof Exhaustion.TooEarly tooEarly) {
            json.writeNumberProperty("enoughInMillis", tooEarly.enoughIn().toMillis());
        }
        json.writeEndObject();
    }
}
