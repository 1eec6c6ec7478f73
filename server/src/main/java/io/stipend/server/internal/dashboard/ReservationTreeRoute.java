package io.stipend.server.internal.dashboard;

import io.stipend.core.model.ReservationId;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.internal.api.Answers;
import io.stipend.server.internal.api.Problems;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A reservation with those that it is a part of, and those that are parts of it. */
final class ReservationTreeRoute {

    /** Whoever has more ancestors is told of the nearest. */
    private static final int MAX_ANCESTORS = 64;

    /** Whoever has more descendants is told of so many. */
    private static final int MAX_DESCENDANTS = 1_000;

    private final Deployment deployment;

    ReservationTreeRoute(Deployment deployment) {
        this.deployment = deployment;
    }

    Route route() {
        return Route.get("/v1/reservations/{id}/tree", Permission.USE, this::show);
    }

    private Answer show(Call call) {
        ReservationId id =
                call.allow().place("id", text -> new ReservationId(call.caller().tenant(), text));
        ReservationSnapshot self = deployment.manager().findReservation(id).orElseThrow(Problems::noReservation);
        List<ReservationSnapshot> ancestors = ancestors(self);
        List<ReservationSnapshot> descendants = descendants(self);
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeName("reservation");
            Answers.reservation(self).writeTo(json);
            Json.list(
                    json,
                    "ancestors",
                    ancestors.stream().map(Answers::reservation).toList());
            Json.list(
                    json,
                    "descendants",
                    descendants.stream().map(Answers::reservation).toList());
            json.writeEndObject();
        });
    }

    /** From the root on; those that are forgotten end the way up. */
    private List<ReservationSnapshot> ancestors(ReservationSnapshot self) {
        ArrayDeque<ReservationSnapshot> found = new ArrayDeque<>();
        Optional<ReservationSnapshot> next = parent(self);
        while (next.isPresent() && found.size() < MAX_ANCESTORS) {
            found.addFirst(next.get());
            next = parent(next.get());
        }
        return List.copyOf(found);
    }

    private Optional<ReservationSnapshot> parent(ReservationSnapshot child) {
        String parentId = child.header().parentId();
        return parentId == null
                ? Optional.empty()
                : deployment
                        .manager()
                        .findReservation(new ReservationId(child.header().id().tenant(), parentId));
    }

    /** Those that are open, each after its parent: one call of the store for itself and for each. */
    private List<ReservationSnapshot> descendants(ReservationSnapshot self) {
        List<ReservationSnapshot> found = new ArrayList<>();
        Deque<ReservationId> parents = new ArrayDeque<>(List.of(self.header().id()));
        while (!parents.isEmpty() && found.size() < MAX_DESCENDANTS) {
            deployment.manager().childrenOf(parents.remove()).stream()
                    .filter(ReservationSnapshot::isOpen)
                    .limit(MAX_DESCENDANTS - found.size())
                    .forEach(part -> {
                        found.add(part);
                        parents.add(part.header().id());
                    });
        }
        return found;
    }
}
