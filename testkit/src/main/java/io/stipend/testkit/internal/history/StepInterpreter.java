package io.stipend.testkit.internal.history;

import io.stipend.core.error.InvalidRequestException;
import io.stipend.core.model.AccountId;
import io.stipend.core.model.AccountTerms;
import io.stipend.core.model.LimitPeriod;
import io.stipend.core.model.Limits;
import io.stipend.core.model.OperationId;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.ReservationRef;
import io.stipend.core.model.Resource;
import io.stipend.core.model.ResourceUsage;
import io.stipend.core.model.ResourceVector;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.AccountAdministration;
import io.stipend.core.spi.AccountCommand;
import io.stipend.core.spi.AccountOutlook;
import io.stipend.core.spi.AccountPath;
import io.stipend.core.spi.Announcement;
import io.stipend.core.spi.ChargeCommand;
import io.stipend.core.spi.CreditStore;
import io.stipend.core.spi.ExtendCommand;
import io.stipend.core.spi.HoldChange;
import io.stipend.core.spi.MemberStarvation;
import io.stipend.core.spi.PathPolicy;
import io.stipend.core.spi.ReleaseCommand;
import io.stipend.core.spi.ReservationSnapshot;
import io.stipend.core.spi.ReserveCommand;
import io.stipend.core.spi.SettleCommand;
import io.stipend.core.spi.SplitCommand;
import io.stipend.core.spi.StoreUpkeep;
import io.stipend.core.spi.TrackCommand;
import io.stipend.core.spi.check.Checks;
import io.stipend.testkit.internal.model.ModelStore;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The small pools that the numbers in steps point into, within one tenant; turns a step into a call. */
final class StepInterpreter {

    static final int ACCOUNTS = 5;

    /** The first few are what each account mostly has; the others vary every field. */
    static final int TERMS = 60;

    static final int STEPS = 3;

    /** Stands for {@code OperationId.SETTLE} and {@code RELEASE}. */
    static final int DEFAULT_OPERATION = -1;

    /** Times that are announced are before this one, in the year 2001. Amounts go far beyond all times. */
    private static final long TIMES_MILLIS = 1_000_000_000_000L;

    private static final LimitPeriod HOURLY = LimitPeriod.hourly(ZoneId.of("UTC"));
    private static final LimitPeriod DAILY = LimitPeriod.daily(ZoneId.of("Europe/Berlin"));
    private static final LimitPeriod MONTHLY = LimitPeriod.monthly(ZoneId.of("Asia/Kolkata"));
    private static final List<LimitPeriod> PERIODS = List.of(
            LimitPeriod.NEVER,
            HOURLY,
            DAILY,
            MONTHLY,
            LimitPeriod.weekly(DayOfWeek.SUNDAY, ZoneId.of("America/New_York")),
            LimitPeriod.everyDays(3, LocalDate.of(2026, 1, 5), ZoneId.of("Pacific/Auckland")),
            LimitPeriod.monthly(31, ZoneId.of("Europe/Berlin")));

    private static final List<AccountTerms> TERMS_POOL = Stream.concat(
                    Stream.of(
                            new AccountTerms(
                                    credits(100).with(Resource.API_CALLS, 60),
                                    ResourceVector.of(Resource.API_CALLS, 9),
                                    LimitPeriod.NEVER),
                            new AccountTerms(credits(60), ResourceVector.of(20, 0, 0, 0, 5, 1), DAILY),
                            new AccountTerms(
                                    credits(100).with(Resource.TOKENS, 80),
                                    ResourceVector.of(Resource.TOKENS, 11),
                                    HOURLY),
                            new AccountTerms(
                                    credits(150).with(Resource.SLOTS, 3),
                                    ResourceVector.of(Resource.SLOTS, 1),
                                    MONTHLY),
                            AccountTerms.UNLIMITED),
                    IntStream.range(ACCOUNTS, TERMS).mapToObj(StepInterpreter::variedTerms))
            .toList();

    /** A call of a store. */
    @FunctionalInterface
    interface Call {
        Object on(CreditStore store, StoreUpkeep upkeep, AccountAdministration accounts);

        /** What it returned, or that it was refused as out of range. */
        default Object outcome(CreditStore store, StoreUpkeep upkeep, AccountAdministration accounts) {
            try {
                return on(store, upkeep, accounts);
            } catch (InvalidRequestException e) {
                return "InvalidRequestException";
            }
        }
    }

    private final String tenant;
    private final ModelStore model;
    private final TreeSet<Integer> reservations = new TreeSet<>();

    StepInterpreter(String tenant, ModelStore model) {
        this.tenant = tenant;
        this.model = model;
    }

    /** Terms with a limit, an overdraft or both of any resource, and any period; the same ones for a number. */
    private static AccountTerms variedTerms(int number) {
        Random random = new Random(number);
        Map<Resource, Long> limits = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            if (random.nextBoolean()) {
                limits.put(resource, (long) random.nextInt(resource == Resource.SLOTS ? 4 : 120));
            }
        }
        ResourceVector overdraft = ResourceVector.map(
                resource -> random.nextBoolean() ? random.nextInt(resource == Resource.SLOTS ? 3 : 25) : 0);
        return new AccountTerms(Limits.of(limits), overdraft, PERIODS.get(random.nextInt(PERIODS.size())));
    }

    private static Limits credits(long units) {
        return Limits.of(Map.of(Resource.CREDITS, units));
    }

    List<AccountId> accounts() {
        return List.of(account(0), account(1), account(2), account(3), account(4), AccountId.ofTenant(tenant));
    }

    /** Every reservation a step has tried to make so far. */
    List<ReservationId> reservations() {
        return reservations.stream().map(this::reservation).toList();
    }

    List<StepId> steps() {
        return List.of(step(0), step(1), step(2));
    }

    ReservationId reservation(int number) {
        return new ReservationId(tenant, "r" + number);
    }

    private StepId step(int number) {
        return new StepId(tenant, "s" + number);
    }

    private AccountId account(int number) {
        AccountId.Kind kind =
                number < 3 ? AccountId.Kind.USER : number == 3 ? AccountId.Kind.SWARM : AccountId.Kind.POOL;
        return new AccountId(tenant, kind, "a" + number);
    }

    private ReservationRef target(HistoryStep.Target target) {
        return target.byStep() ? step(target.number()) : reservation(target.number());
    }

    private static OperationId operation(int number, OperationId byDefault) {
        return number == DEFAULT_OPERATION ? byDefault : OperationId.of("o" + number);
    }

    /** The call that a step of a verb means now; the same for the store and the model. */
    Call call(HistoryStep step) {
        if (step instanceof HistoryStep.Reserve reserve) {
            reservations.add(reserve.reservation());
            ReserveCommand command = command(reserve);
            return (store, upkeep, accounts) -> store.reserve(command);
        } else if (step instanceof HistoryStep.Charge charge) {
            reservations.add(charge.reservation());
            ChargeCommand command = command(charge);
            return (store, upkeep, accounts) -> store.charge(command);
        } else if (step instanceof HistoryStep.Track track) {
            TrackCommand command = new TrackCommand(
                    target(track.target()),
                    operation(track.operation(), OperationId.SETTLE),
                    usage(track.usage(), track.target()),
                    track.asksBalances());
            return (store, upkeep, accounts) -> store.track(command);
        } else if (step instanceof HistoryStep.Extend extend) {
            ExtendCommand command = command(extend);
            return (store, upkeep, accounts) -> store.extend(command);
        } else if (step instanceof HistoryStep.Split split) {
            reservations.add(split.child());
            SplitCommand command = command(split);
            return (store, upkeep, accounts) -> store.split(command);
        } else if (step instanceof HistoryStep.Settle settle) {
            ResourceUsage usage = usage(settle.usage(), settle.target());
            SettleCommand command = new SettleCommand(
                    target(settle.target()),
                    operation(settle.operation(), OperationId.SETTLE),
                    SettleCommand.fingerprint(usage, settle.namesPolicy() ? settle.policy() : null),
                    usage,
                    settle.policy());
            return (store, upkeep, accounts) -> store.settle(command);
        } else if (step instanceof HistoryStep.Release release) {
            ReleaseCommand command =
                    new ReleaseCommand(target(release.target()), operation(release.operation(), OperationId.RELEASE));
            return (store, upkeep, accounts) -> store.release(command);
        } else if (step instanceof HistoryStep.Bind bind) {
            return (store, upkeep, accounts) -> store.bindStep(reservation(bind.reservation()), step(bind.step()));
        } else if (step instanceof HistoryStep.Administer administer) {
            AccountCommand command = command(administer);
            return (store, upkeep, accounts) -> accounts.apply(command);
        } else if (step instanceof HistoryStep.ExpireDue) {
            return (store, upkeep, accounts) ->
                    sweep(() -> upkeep.expireDue(1000).more());
        } else if (step instanceof HistoryStep.Prune prune) {
            Duration retention = Duration.ofMillis(prune.retentionMillis());
            return (store, upkeep, accounts) -> sweep(() -> upkeep.prune(retention, 1000) == 1000);
        } else if (step instanceof HistoryStep.Forget forget) {
            List<ReservationId> ids = List.of(reservation(forget.reservation()));
            Duration retention = Duration.ofMillis(forget.retentionMillis());
            return (store, upkeep, accounts) -> upkeep.forget(ids, retention);
        }
        throw new IllegalStateException("not a call: " + step);
    }

    @FunctionalInterface
    private interface Pass {
        boolean hasMore();
    }

    /** What a sweep counts is not this tenant's alone; what it did shows in the snapshots. */
    private static Object sweep(Pass pass) {
        boolean more = true;
        while (more) {
            more = pass.hasMore();
        }
        return "swept";
    }

    private ReserveCommand command(HistoryStep.Reserve reserve) {
        AccountPath path =
                AccountPath.of(reserve.accounts().stream().map(this::account).toList());
        ResourceVector envelope = vector(reserve.envelope(), path, ResourceVector.ZERO);
        ResourceVector more = vector(reserve.more(), path, envelope);
        ResourceVector fit = ResourceVector.map(
                resource -> Math.min(Checks.MAX_AMOUNT, envelope.get(resource) + more.get(resource)));
        return new ReserveCommand(
                reservation(reserve.reservation()),
                reserve.request(),
                path,
                reserve.terms().stream().map(TERMS_POOL::get).toList(),
                IntStream.range(0, reserve.ceilings().size())
                        .mapToObj(i -> ceiling(reserve.ceilings().get(i), path, i, fit))
                        .toList(),
                fit,
                envelope,
                reserve.leaseMillis(),
                reserve.onExpiry(),
                reserve.swarm() < 0 ? null : "a3",
                reserve.step() < 0 ? null : step(reserve.step()).value(),
                Map.of());
    }

    private ChargeCommand command(HistoryStep.Charge charge) {
        AccountPath path =
                AccountPath.of(charge.accounts().stream().map(this::account).toList());
        return new ChargeCommand(
                reservation(charge.reservation()),
                charge.request(),
                path,
                charge.terms().stream().map(TERMS_POOL::get).toList(),
                vector(charge.used(), path, ResourceVector.ZERO),
                charge.policy(),
                charge.swarm() < 0 ? null : "a3",
                Map.of());
    }

    private ExtendCommand command(HistoryStep.Extend extend) {
        AccountPath path = path(extend.target());
        ResourceVector held = held(extend.target());
        ResourceVector more = vector(extend.additional(), path, held);
        ResourceVector least = vector(extend.least(), path, held);
        ResourceVector less = vector(extend.less(), path, held);
        HoldChange change = new HoldChange(
                more,
                ResourceVector.map(resource -> extend.least().containsKey(resource)
                        ? Math.min(least.get(resource), more.get(resource))
                        : more.get(resource)),
                ResourceVector.map(resource -> more.get(resource) > 0 ? 0 : less.get(resource)));
        return new ExtendCommand(
                target(extend.target()),
                operation(extend.operation(), OperationId.SETTLE),
                ExtendCommand.fingerprint(change, extend.leaseMillis()),
                change,
                extend.leaseMillis(),
                limits(extend.mostHeld(), extend.target()),
                policy(extend, more),
                extend.asksBalances());
    }

    private SplitCommand command(HistoryStep.Split split) {
        HistoryStep.Target parent = new HistoryStep.Target(false, split.parent());
        return new SplitCommand(
                reservation(split.parent()),
                reservation(split.child()),
                vector(split.part(), path(parent), held(parent)),
                split.leaseMillis(),
                split.step() < 0 ? null : step(split.step()).value(),
                Map.of());
    }

    private PathPolicy policy(HistoryStep.Extend extend, ResourceVector more) {
        AccountPath accounts =
                AccountPath.of(extend.accounts().stream().map(this::account).toList());
        return new PathPolicy(
                accounts,
                extend.terms().stream().map(TERMS_POOL::get).toList(),
                IntStream.range(0, extend.ceilings().size())
                        .mapToObj(i -> ceiling(extend.ceilings().get(i), accounts, i, more))
                        .toList());
    }

    private AccountCommand command(HistoryStep.Administer step) {
        AccountId account = step.account() == ACCOUNTS ? AccountId.ofTenant(tenant) : account(step.account());
        OperationId operation = OperationId.of("a" + step.operation());
        Resource resource = step.resource();
        AccountPath path = step.account() == ACCOUNTS ? AccountPath.EMPTY : AccountPath.of(List.of(account));
        long amount = amount(step.amount(), resource, path, ResourceVector.ZERO);
        return switch (step.change()) {
            case SET_LIMIT -> new AccountCommand.SetLimit(account, operation, resource, amount, "test");
            case UNLIMIT -> new AccountCommand.SetLimit(account, operation, resource, Limits.UNLIMITED, "test");
            case CLEAR_LIMIT -> new AccountCommand.ClearLimit(account, operation, resource, "test");
            case GRANT -> new AccountCommand.Grant(account, operation, resource, Math.max(1, amount), "test");
            case REVOKE -> new AccountCommand.Revoke(account, operation, resource, Math.max(1, amount), "test");
            case REVOKE_ALL -> AccountCommand.Revoke.all(account, operation, resource, "test");
            case ADJUST -> new AccountCommand.Adjust(account, operation, resource, Math.max(1, amount), "test");
            case REFUND -> new AccountCommand.Adjust(account, operation, resource, -Math.max(1, amount), "test");
            case FREEZE -> new AccountCommand.Freeze(account, operation, "test", "history");
            case UNFREEZE -> new AccountCommand.Unfreeze(account, operation, "test", "history");
            // Most contradict what was announced before, and few follow it.
            case ANNOUNCE -> new AccountCommand.Announce(account, step.operation() % 4, announcement(step, amount));
        };
    }

    private static Announcement announcement(HistoryStep.Administer step, long amount) {
        return step.operation() % 3 == 0
                ? new AccountOutlook(true, amount, amount, amount, 0, 0, amount, LimitPeriod.NO_END)
                : new MemberStarvation(
                        step.operation() % 2 == 0,
                        AccountId.Kind.USER,
                        "m",
                        step.resource(),
                        0,
                        amount,
                        amount,
                        amount % TIMES_MILLIS);
    }

    private ResourceUsage usage(Map<Resource, AmountRule> amounts, HistoryStep.Target target) {
        AccountPath path = path(target);
        ResourceVector held = held(target);
        ResourceUsage.Builder usage = ResourceUsage.builder();
        amounts.forEach((resource, amount) -> {
            long number = amount(amount, resource, path, held);
            switch (resource) {
                case CREDITS -> usage.creditUnits(number);
                case TOKENS -> usage.tokens(number);
                case API_CALLS -> usage.apiCalls(number);
                case COMPUTE_TIME -> usage.computeMillis(number);
                case MEMORY -> usage.memoryBytes(number);
                case SLOTS -> throw new IllegalStateException("slots are not reported");
            }
        });
        return usage.build();
    }

    private ResourceVector vector(Map<Resource, AmountRule> amounts, AccountPath path, ResourceVector held) {
        return ResourceVector.map(resource -> {
            AmountRule amount = amounts.get(resource);
            return amount == null ? 0 : amount(amount, resource, path, held);
        });
    }

    private Limits limits(Map<Resource, AmountRule> amounts, HistoryStep.Target target) {
        Map<Resource, Long> limits = new EnumMap<>(Resource.class);
        amounts.forEach(
                (resource, amount) -> limits.put(resource, amount(amount, resource, path(target), held(target))));
        return Limits.of(limits);
    }

    /** A ceiling near what is needed, on top of what is in use now. */
    private Limits ceiling(Map<Resource, AmountRule> amounts, AccountPath path, int place, ResourceVector needed) {
        AccountId account = path.accounts().get(place);
        Map<Resource, Long> limits = new EnumMap<>(Resource.class);
        amounts.forEach((resource, amount) -> limits.put(
                resource,
                Math.min(Checks.MAX_AMOUNT, model.inUse(account, resource) + amount(amount, resource, path, needed))));
        return Limits.of(limits);
    }

    private long amount(AmountRule amount, Resource resource, AccountPath path, ResourceVector held) {
        return amount.resolve(model.reservable(path, resource), held.get(resource));
    }

    private AccountPath path(HistoryStep.Target target) {
        return model.find(target(target))
                .map(snapshot -> snapshot.header().path())
                .orElse(AccountPath.EMPTY);
    }

    private ResourceVector held(HistoryStep.Target target) {
        return model.find(target(target)).map(ReservationSnapshot::held).orElse(ResourceVector.ZERO);
    }
}
