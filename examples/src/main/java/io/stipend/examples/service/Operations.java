package io.stipend.examples.service;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.stipend.core.background.Health;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.Credits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.AccountView;
import io.stipend.deploy.Deployment;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** For the operators of the service: health, meters, users' accounts. */
@RestController
class Operations {

    private final Deployment deployment;
    private final PrometheusMeterRegistry meters;

    Operations(Deployment deployment, PrometheusMeterRegistry meters) {
        this.deployment = deployment;
        this.meters = meters;
    }

    /** A user's account: what is reserved and spent, and how many credits are left. */
    record Account(
            Map<Resource, Object> reserved,
            Map<Resource, Object> spent,
            @Nullable BigDecimal creditsAvailable) {}

    @GetMapping("/health/live")
    ResponseEntity<Health.Report> live() {
        return answer(deployment.health().live());
    }

    @GetMapping("/health/ready")
    ResponseEntity<Health.Report> ready() {
        return answer(deployment.health().ready());
    }

    @GetMapping(path = "/metrics", produces = MediaType.TEXT_PLAIN_VALUE)
    String metrics() {
        return meters.scrape();
    }

    @GetMapping("/users/{user}")
    ResponseEntity<Account> user(@PathVariable String user) {
        return deployment
                .accounts()
                .show(AccountId.user(user))
                .map(view -> ResponseEntity.ok(account(view)))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    private static Account account(AccountView view) {
        ResourceVector reserved = view.reserved();
        return new Account(
                Reservations.amounts(reserved),
                Reservations.amounts(view.spent()),
                view.available(Resource.CREDITS).isPresent()
                        ? BigDecimal.valueOf(view.available(Resource.CREDITS).getAsLong(), Credits.SCALE)
                        : null);
    }

    private static ResponseEntity<Health.Report> answer(Health.Report report) {
        return ResponseEntity.status(report.ok() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(report);
    }
}
