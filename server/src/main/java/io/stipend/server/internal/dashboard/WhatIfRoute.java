package io.stipend.server.internal.dashboard;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.Credits;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.policy.Tier;
import io.stipend.core.spi.UsageQuery;
import io.stipend.core.spi.UsageSum;
import io.stipend.deploy.Deployment;
import io.stipend.deploy.sections.ApiKey.Permission;
import io.stipend.server.internal.api.Kept;
import io.stipend.server.internal.api.StoreClock;
import io.stipend.server.internal.http.Answer;
import io.stipend.server.internal.http.Call;
import io.stipend.server.internal.http.Route;
import io.stipend.server.internal.json.Json;
import io.stipend.server.internal.json.JsonAnswer;
import io.stipend.server.internal.json.JsonObject;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/**
 * What a tier, or limits that nobody has yet, would have done on the last day: whom it would have stopped, and when, and what it would have
 * cost. The day's usage is kept for a minute. Thread safe.
 */
final class WhatIfRoute {

    private static final long STEP_MILLIS = Duration.ofMinutes(5).toMillis();
    private static final int STEPS = 24 * 12;
    private static final long KEPT_MILLIS = 60_000;
    private static final int KEPT = 32;
    private static final int MAX_LIMITS = 1 + Tier.MAX_WINDOWS;

    private static final ZoneId UTC = ZoneId.of("UTC");

    /** The periods that limits can be tried in; their days, weeks and months begin in UTC. */
    private static final Map<String, LimitPeriod> PERIODS = Map.of(
            "hour", LimitPeriod.hourly(UTC),
            "day", LimitPeriod.daily(UTC),
            "week", LimitPeriod.weekly(UTC),
            "month", LimitPeriod.monthly(UTC),
            "never", LimitPeriod.NEVER);

    private final Deployment deployment;
    private final StoreClock clock;
    private final Kept<String, Day> kept = new Kept<>(KEPT, tenant -> tenant);

    /** What users spent on a day, by steps. */
    private record Day(long atMillis, UsageQuery query, List<UsageSum> sums) {}

    WhatIfRoute(Deployment deployment, StoreClock clock) {
        this.deployment = deployment;
        this.clock = clock;
    }

    Route route() {
        return Route.get("/v1/what-if", Permission.READ, this::show);
    }

    private Answer show(Call call) {
        call.allow("tier", "limits", "users", "limit");
        String tenant = call.caller().tenant();
        List<AccountTerms> terms = terms(call);
        Predicate<String> wanted = call.parameter("users", this::tier)
                .map(tier -> (Predicate<String>) user -> hasTier(tenant, user, tier))
                .orElse(user -> true);
        int limit = call.whole("limit", 1, UsageQuery.MAX_KEYS, 100);
        Day day = kept.get(tenant, KEPT_MILLIS, () -> read(tenant));
        TierTrial trial = new TierTrial(terms);
        day.sums.stream()
                .filter(sum -> sum.key() != null && wanted.test(sum.key()))
                .forEach(trial::add);
        List<TierTrial.Outcome> outcomes = trial.outcomes();
        return Answer.json(200, json -> write(json, day, terms, outcomes, limit));
    }

    /** What is to be tried: a tier's limits, or those that are given. */
    private List<AccountTerms> terms(Call call) {
        Optional<List<AccountTerms>> ofTier = call.parameter("tier", this::tier).map(Tier::allTerms);
        Optional<List<AccountTerms>> given = call.parameter("limits", WhatIfRoute::limits);
        if (ofTier.isPresent() == given.isPresent()) {
            throw new InvalidRequestException(
                    "what is to be tried is not clear; give either tier, or limits such as 10/day,2/hour");
        }
        return ofTier.or(() -> given).orElseThrow();
    }

    private Tier tier(String name) {
        Collection<Tier> tiers = deployment.definedTiers();
        return tiers.stream()
                .filter(tier -> tier.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("there is no tier '" + JsonObject.shown(name)
                        + "'; give one of " + tiers.stream().map(Tier::name).toList()));
    }

    private static List<AccountTerms> limits(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length > MAX_LIMITS) {
            throw new InvalidRequestException("limits has " + parts.length + " parts; give at most " + MAX_LIMITS);
        }
        return Arrays.stream(parts).map(WhatIfRoute::limit).toList();
    }

    private static AccountTerms limit(String text) {
        int slash = text.indexOf('/');
        LimitPeriod period = slash < 0 ? null : PERIODS.get(text.substring(slash + 1));
        if (period == null) {
            throw new InvalidRequestException("limits has the part '" + JsonObject.shown(text)
                    + "'; give credits and hour, day, week, month or never, such as 10/day");
        }
        return new AccountTerms(Limits.credits(Credits.of(text.substring(0, slash))), ResourceVector.ZERO, period);
    }

    private boolean hasTier(String tenant, String user, Tier wanted) {
        return deployment.tiers().orElseThrow().tierOf(tenant, user).name().equals(wanted.name());
    }

    private Day read(String tenant) {
        long now = clock.millis();
        long end = (now / STEP_MILLIS + 1) * STEP_MILLIS;
        UsageQuery query = new UsageQuery(
                tenant, end - STEPS * STEP_MILLIS, end, STEP_MILLIS, UsageQuery.By.USER, null, UsageQuery.MAX_KEYS);
        return new Day(now, query, deployment.books().usage(query));
    }

    private void write(
            JsonGenerator json, Day day, List<AccountTerms> terms, List<TierTrial.Outcome> outcomes, int limit) {
        json.writeStartObject();
        Json.time(json, "asOf", day.atMillis);
        Json.time(json, "from", day.query.fromMillis());
        Json.time(json, "to", day.query.toMillis());
        Json.list(json, "limits", terms.stream().map(WhatIfRoute::limits).toList());
        json.writeNumberProperty("users", outcomes.size());
        json.writeBooleanProperty("usersLeftOut", outcomes.size() == UsageQuery.MAX_KEYS);
        sum(json, "spent", outcomes.stream().mapToLong(TierTrial.Outcome::spent).sum());
        sum(
                json,
                "wouldSpend",
                outcomes.stream().mapToLong(TierTrial.Outcome::wouldSpend).sum());
        json.writeNumberProperty(
                "stopped",
                outcomes.stream().filter(TierTrial.Outcome::isStopped).count());
        Json.list(
                json,
                "outcomes",
                outcomes.stream()
                        .filter(TierTrial.Outcome::isStopped)
                        .limit(limit)
                        .map(WhatIfRoute::outcome)
                        .toList());
        Json.list(
                json,
                "tiers",
                deployment.definedTiers().stream().map(WhatIfRoute::tierOf).toList());
        json.writeEndObject();
    }

    private static void sum(JsonGenerator json, String name, long credits) {
        Json.amount(json, name, Resource.CREDITS, credits);
    }

    private static JsonAnswer outcome(TierTrial.Outcome outcome) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("user", outcome.user());
            sum(json, "spent", outcome.spent());
            sum(json, "wouldSpend", outcome.wouldSpend());
            Json.time(json, "stoppedAt", outcome.stoppedAtMillis());
            json.writeNumberProperty("stoppedBy", outcome.stoppedBy());
            if (outcome.resource() != null) {
                json.writeStringProperty("resource", Json.name(outcome.resource()));
            }
            json.writeEndObject();
        };
    }

    private static JsonAnswer tierOf(Tier tier) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("name", tier.name());
            Json.list(
                    json,
                    "limits",
                    tier.allTerms().stream().map(WhatIfRoute::limits).toList());
            json.writeEndObject();
        };
    }

    private static JsonAnswer limits(AccountTerms terms) {
        return json -> {
            json.writeStartObject();
            json.writeStringProperty("period", terms.period().toString());
            json.writeObjectPropertyStart("amounts");
            for (int r = 0; r < Resource.count(); r++) {
                Resource resource = Resource.at(r);
                Json.amount(json, Json.name(resource), resource, terms.limits().find(resource));
            }
            json.writeEndObject();
            json.writeEndObject();
        };
    }
}
