package io.stipend.examples.service;

import io.stipend.core.BudgetRequest;
import io.stipend.core.Extension;
import io.stipend.core.ReserveResult;
import io.stipend.core.ResourceManager;
import io.stipend.core.SettlementReport;
import io.stipend.core.TrackingReport;
import io.stipend.core.error.RefusedException;
import io.stipend.core.model.AvailableResources;
import io.stipend.core.model.Credits;
import io.stipend.core.model.ExecutionConstraints;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.deploy.Deployment;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reserve, track, extend, settle, release. Every call can be repeated: a reserve with the same reservation id, a report
 * or an extension with the same operation id, settle and release as they are. Errors become problem documents: see
 * {@link Problems}.
 */
@RestController
@RequestMapping("/reservations")
class Reservations {

    private final ResourceManager manager;

    Reservations(Deployment deployment) {
        this.manager = deployment.manager();
    }

    /** What a step asks for. What it leaves out is estimated. */
    record Ask(
            @Nullable String id,
            @Nullable String user,
            @Nullable String swarm,
            @Nullable String step,
            @Nullable BigDecimal credits,
            @Nullable Long tokens) {}

    /** The hold of a reservation. */
    record Held(String id, Map<Resource, Object> held, Instant expiresAt, boolean replayed) {}

    /** Amounts that were used, or that are to be added to the hold. */
    record Amounts(
            @Nullable String operationId,
            @Nullable BigDecimal credits,
            @Nullable Long tokens,
            @Nullable Long computeMillis) {}

    /** How much of its budget a step has used. */
    record Progress(String level, double usageRatio, Map<Resource, Object> remaining, Instant expiresAt) {}

    /** The result of a settlement or release. */
    record Settled(
            String status,
            Map<Resource, Object> charged,
            Map<Resource, Object> returned,
            Map<Resource, Object> overrun,
            boolean late,
            boolean replayed) {}

    /** The state of a reservation. */
    record Shown(String id, boolean open, Map<Resource, Object> held, Map<Resource, Object> used, Instant expiresAt) {}

    @PostMapping
    ResponseEntity<Held> reserve(@RequestBody Ask ask) {
        ReserveResult result = manager.reserveBudget(request(ask));
        if (result instanceof ReserveResult.Rejected rejected) {
            throw new RejectedException(rejected.rejection());
        }
        ReserveResult.Approved approved = result.orElseThrow();
        return ResponseEntity.status(approved.replayed() ? HttpStatus.OK : HttpStatus.CREATED)
                .body(new Held(
                        approved.reservationId().value(),
                        amounts(approved.held()),
                        approved.expiresAt(),
                        approved.replayed()));
    }

    @GetMapping("/{id}")
    Shown show(@PathVariable String id) {
        ReservationSnapshot found = manager.findReservation(ReservationId.of(id))
                .orElseThrow(() -> new RefusedException.NotFound(
                        "reservation '" + id + "' is not known, or its retention is over"));
        return new Shown(
                id,
                found.isOpen(),
                amounts(found.held()),
                amounts(found.used()),
                Instant.ofEpochMilli(found.expiresAtMillis()));
    }

    @PostMapping("/{id}/usage")
    Progress track(@PathVariable String id, @RequestBody Amounts used) {
        TrackingReport report = manager.trackUsage(ReservationId.of(id), usage(used), operation(used));
        return new Progress(
                report.level().name(), report.usageRatio(), amounts(report.remaining()), report.expiresAt());
    }

    @PostMapping("/{id}/extensions")
    Held extend(@PathVariable String id, @RequestBody Amounts more) {
        ResourceVector additional = usage(more).amounts();
        Extension.Result result =
                manager.extendReservation(ReservationId.of(id), Extension.of(additional), operation(more));
        if (result instanceof Extension.Result.Refused refused) {
            throw new RejectedException(refused.rejection());
        }
        Extension.Result.Extended extended = (Extension.Result.Extended) result;
        return new Held(id, amounts(extended.held()), extended.expiresAt(), extended.replayed());
    }

    @PostMapping("/{id}/settlement")
    Settled settle(@PathVariable String id, @RequestBody Amounts used) {
        return settled(manager.finalizeUsage(ReservationId.of(id), usage(used)));
    }

    @DeleteMapping("/{id}")
    Settled release(@PathVariable String id) {
        return settled(manager.releaseReservation(ReservationId.of(id)));
    }

    private static BudgetRequest request(Ask ask) {
        ExecutionConstraints.Builder limit = ExecutionConstraints.builder();
        if (ask.credits() != null) {
            limit.maxCost(Credits.of(ask.credits()));
        }
        if (ask.tokens() != null) {
            limit.maxTokens(ask.tokens());
        }
        // Here the user's tier limits a step, not what the caller has available.
        BudgetRequest.Builder request = BudgetRequest.builder(AvailableResources.credits(Credits.MAX), limit.build());
        if (ask.id() != null) {
            request.reservationId(ask.id());
        }
        if (ask.user() != null) {
            request.user(ask.user());
        }
        if (ask.swarm() != null) {
            request.swarm(ask.swarm());
        }
        if (ask.step() != null) {
            request.step(ask.step());
        }
        return request.build();
    }

    private static ResourceUsage usage(Amounts used) {
        ResourceUsage.Builder usage = ResourceUsage.builder();
        if (used.credits() != null) {
            usage.credits(Credits.rounded(used.credits()));
        }
        if (used.tokens() != null) {
            usage.tokens(used.tokens());
        }
        if (used.computeMillis() != null) {
            usage.computeMillis(used.computeMillis());
        }
        return usage.build();
    }

    private static OperationId operation(Amounts used) {
        return used.operationId() == null ? OperationId.unique() : OperationId.of(used.operationId());
    }

    private static Settled settled(SettlementReport report) {
        return new Settled(
                report.status().name(),
                amounts(report.charged()),
                amounts(report.returned()),
                amounts(report.overrun()),
                report.late(),
                report.replayed());
    }

    /** The amounts that are not zero, with credits as decimals. */
    static Map<Resource, Object> amounts(ResourceVector vector) {
        Map<Resource, Object> amounts = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            long amount = vector.get(resource);
            if (amount != 0) {
                amounts.put(
                        resource,
                        resource == Resource.CREDITS ? Credits.ofUnits(amount).toBigDecimal() : (Object) amount);
            }
        }
        return amounts;
    }
}
