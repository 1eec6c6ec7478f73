package io.stipend.server.internal.api;

import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.BookInspection;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.JournalEntry.Closed;
import io.stipend.core.spi.JournalEntry.Extended;
import io.stipend.core.spi.JournalEntry.Split;
import io.stipend.core.spi.JournalEntry.Tracked;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.StoredReservation;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The life of a reservation: each entry of its journal, as far as it is kept with it. */
final class ReservationEntries {

    private final BookInspection books;

    ReservationEntries(BookInspection books) {
        this.books = books;
    }

    /** One entry; what it is besides its number and its time is written last. */
    private record Row(long sequence, long atMillis, String entry, JsonAnswer rest) implements JsonAnswer {

        @Override
        public void writeTo(JsonGenerator json) {
            json.writeStartObject();
            json.writeNumberProperty("sequence", sequence);
            Json.time(json, "at", atMillis);
            json.writeStringProperty("entry", entry);
            rest.writeTo(json);
            json.writeEndObject();
        }
    }

    /** A page of them, the first first. */
    Answer list(Call call, ReservationId id) {
        int limit = Paging.limit(call);
        long after = call.parameter("cursor", Cursors::number).orElse(0L);
        StoredReservation stored = books.find(id, after, limit + 1).orElseThrow(Problems::noReservation);
        List<Row> rows = rows(stored).stream()
                .filter(row -> row.sequence > after)
                .limit(limit + 1L)
                .toList();
        List<Row> page = rows.subList(0, Math.min(limit, rows.size()));
        return Paging.page("entries", page, rows.size() > limit ? String.valueOf(page.get(limit - 1).sequence) : null);
    }

    private static List<Row> rows(StoredReservation stored) {
        ReservationSnapshot snapshot = stored.snapshot();
        Closed closing = snapshot.closing();
        List<Row> rows = new ArrayList<>();
        if (closing == null || closing.kind() != CloseKind.CHARGED) {
            rows.add(opened(snapshot));
        }
        stored.operations().forEach(operation -> rows.add(row(operation)));
        if (closing != null) {
            stored.expiredAtMillis().ifPresent(atMillis -> rows.add(expired(closing, atMillis)));
            rows.add(closed(closing));
        }
        return rows;
    }

    private static Row opened(ReservationSnapshot snapshot) {
        long atMillis = snapshot.header().openedAtMillis();
        return new Row(1, atMillis, "OPENED", json -> {
            after(json, snapshot.asked(), ResourceVector.ZERO);
            Json.time(json, "expiresAt", atMillis + snapshot.leaseMillis());
        });
    }

    private static Row row(JournalEntry.OfReservation operation) {
        if (operation instanceof Tracked report) {
            return new Row(report.sequence(), report.atMillis(), "TRACKED", json -> {
                json.writeStringProperty("operation", report.operationId().value());
                Json.amounts(json, "reported", report.report().amounts());
                after(json, report.held(), report.used());
                Json.time(json, "expiresAt", report.expiresAtMillis());
            });
        }
        if (operation instanceof Extended extension) {
            return new Row(extension.sequence(), extension.atMillis(), "EXTENDED", json -> {
                json.writeStringProperty("operation", extension.operationId().value());
                Json.amounts(json, "added", extension.added());
                Json.amounts(json, "returned", extension.returned());
                after(json, extension.held(), extension.used());
                Json.time(json, "expiresAt", extension.expiresAtMillis());
            });
        }
        Split split = (Split) operation;
        return new Row(split.sequence(), split.atMillis(), "SPLIT", json -> {
            json.writeStringProperty("child", split.childId());
            Json.amounts(json, "given", split.given());
            Json.amounts(json, "returned", split.returned());
            after(json, split.held(), split.used());
        });
    }

    /** The expiry before a late settlement. What was used then is not kept. */
    private static Row expired(Closed late, long atMillis) {
        return new Row(late.sequence() - 1, atMillis, CloseKind.EXPIRED.name(), json -> {
            Json.amounts(json, "charged", late.bookedBefore());
            Json.amounts(json, "held", late.held());
        });
    }

    private static Row closed(Closed closing) {
        return new Row(closing.sequence(), closing.atMillis(), closing.kind().name(), json -> {
            json.writeStringProperty("operation", closing.operationId().value());
            json.writeBooleanProperty("late", closing.late());
            Json.amounts(json, "charged", closing.charged());
            Json.amounts(json, "returned", closing.returned());
            after(json, closing.held(), closing.used());
        });
    }

    private static void after(JsonGenerator json, ResourceVector held, ResourceVector used) {
        Json.amounts(json, "held", held);
        Json.amounts(json, "used", used);
    }
}
