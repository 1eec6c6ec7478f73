package io.stipend.testkit;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountPath;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.spi.JournalEntry;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.ReserveOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A reserve in the making. Not thread safe. */
final class Reserve {

    private final StoreFixture fixture;
    private final String id;
    private final List<AccountId> path = new ArrayList<>();
    private final List<AccountTerms> terms = new ArrayList<>();
    private final Map<Resource, Long> envelope = new EnumMap<>(Resource.class);
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private long leaseMillis = StoreFixture.LEASE.toMillis();
    private @Nullable String swarm;
    private @Nullable String step;

    Reserve(StoreFixture fixture, String id) {
        this.fixture = fixture;
        this.id = id;
    }

    Reserve on(AccountId account, AccountTerms accountTerms) {
        path.add(account);
        terms.add(accountTerms);
        return this;
    }

    Reserve credits(long micros) {
        return hold(Resource.CREDITS, micros);
    }

    Reserve hold(Resource resource, long amount) {
        envelope.put(resource, amount);
        return this;
    }

    Reserve lease(Duration lease) {
        leaseMillis = lease.toMillis();
        return this;
    }

    Reserve swarm(String swarmId) {
        swarm = swarmId;
        return this;
    }

    Reserve step(String stepId) {
        step = stepId;
        return this;
    }

    Reserve attribute(String key, String value) {
        attributes.put(key, value);
        return this;
    }

    ReserveCommand command() {
        return new ReserveCommand(
                fixture.id(id),
                AccountPath.of(path),
                List.copyOf(terms),
                ResourceVector.of(envelope),
                leaseMillis,
                swarm,
                step,
                Map.copyOf(attributes));
    }

    ReserveOutcome send() {
        return fixture.store().reserve(command());
    }

    /** Sends what must be approved. */
    JournalEntry.Opened opened() {
        return Outcomes.reserved(send());
    }
}
