package io.stipend.store.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stipend.core.model.AccountId;
import io.stipend.core.model.OverrunPolicy;
import io.stipend.core.model.ReservationId;
import io.stipend.core.model.StepId;
import io.stipend.core.spi.CloseKind;
import io.stipend.core.spi.OnExpiry;
import io.stipend.store.redis.internal.script.Keys;
import io.stipend.store.redis.internal.script.ScriptAnswer;
import io.stipend.store.redis.internal.script.ScriptRunner;
import io.stipend.testkit.harness.DamagePlanter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Damages records by plain commands on the server that has them. For the parts of records see accounts.lua and reservations.lua. */
final class RedisDamage implements DamagePlanter {

    private static final int FREE = 0;
    private static final int PERIOD_END = 1;
    private static final int USABLE = 3;
    private static final int SPENT = 4;
    private static final int ACCOUNT_SEQUENCE = 5;
    private static final int GRANTS = 6;
    private static final int OVERRIDES = 7;
    private static final int FROZEN = 10;

    private static final int STATE = 0;
    private static final int ROW_SEQUENCE = 1;
    private static final int OPENED_AT = 2;
    private static final int EXPIRES_AT = 3;
    private static final int PEAK = 4;
    private static final int HELD = 6;
    private static final int USED = 7;
    private static final int OPERATION = 9;
    /** In the first line of its request. */
    private static final int ON_EXPIRY = 4;

    private static final int POLICY = 12;
    private static final int CHARGED = 13;

    private static final int OPERATION_SEQUENCE = 1;
    private static final int OPERATION_USED = 9;
    private static final int OPERATION_MOVED = 10;
    private static final int OPERATION_WANTED = 13;
    private static final int OPERATION_LEAST = 14;

    private final ScriptRunner runner;
    private final Keys keys;

    RedisDamage(ScriptRunner runner, Keys keys) {
        this.runner = runner;
        this.keys = keys;
    }

    private Object call(Keys.Tenant tenant, Command command, byte[]... arguments) {
        try (var connection = runner.connections().borrow(tenant.shard().slot())) {
            connection.sendCommand(command, arguments);
            return connection.getOne();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Changes the parts of a record, which have tabs between them; of a reservation's, those of its first line. */
    private void change(Keys.Tenant tenant, byte[] hash, String field, Consumer<List<String>> change) {
        Object found = call(tenant, Command.HGET, hash, bytes(field));
        assertThat(found).as(field).isNotNull();
        String[] lines = ScriptAnswer.textOf(found).split("\n", 2);
        List<String> parts = new ArrayList<>(List.of(lines[0].split("\t", -1)));
        change.accept(parts);
        lines[0] = String.join("\t", parts);
        call(tenant, Command.HSET, hash, bytes(field), bytes(String.join("\n", lines)));
    }

    private void change(AccountId account, Consumer<List<String>> change) {
        Keys.Tenant tenant = keys.tenant(account.tenant());
        change(tenant, tenant.accounts(), account.toString(), change);
    }

    private void change(ReservationId reservation, Consumer<List<String>> change) {
        Keys.Tenant tenant = keys.tenant(reservation.tenant());
        change(tenant, tenant.reservations(), reservation.value(), change);
    }

    /** Adds to the first number of a part: credits, or what is alone there. */
    private static void add(List<String> parts, int part, long amount) {
        String[] words = parts.get(part).split(" ", 2);
        words[0] = Long.toString(Long.parseLong(words[0]) + amount);
        parts.set(part, String.join(" ", words));
    }

    @Override
    public void addToReserved(AccountId account, long units) {
        change(account, parts -> add(parts, FREE, -units));
    }

    @Override
    public void addToSpent(AccountId account, long units) {
        change(account, parts -> {
            add(parts, SPENT, units);
            add(parts, FREE, -units);
        });
    }

    @Override
    public void addToGrants(AccountId account, long units) {
        change(account, parts -> {
            add(parts, GRANTS, units);
            add(parts, USABLE, units);
            add(parts, FREE, units);
        });
    }

    @Override
    public void addToLimit(AccountId account, long units) {
        change(account, parts -> {
            add(parts, USABLE, units);
            add(parts, FREE, units);
        });
    }

    @Override
    public void addToSequence(AccountId account, long by) {
        change(account, parts -> add(parts, ACCOUNT_SEQUENCE, by));
    }

    @Override
    public void freeze(AccountId account, @Nullable String reason) {
        change(account, parts -> parts.set(FROZEN, reason == null ? "" : reason));
    }

    @Override
    public void delete(AccountId account) {
        Keys.Tenant tenant = keys.tenant(account.tenant());
        assertThat(call(tenant, Command.HDEL, tenant.accounts(), bytes(account.toString())))
                .isEqualTo(1L);
    }

    @Override
    public void delete(ReservationId reservation) {
        Keys.Tenant tenant = keys.tenant(reservation.tenant());
        assertThat(call(tenant, Command.HDEL, tenant.reservations(), bytes(reservation.value())))
                .isEqualTo(1L);
    }

    @Override
    public void delete(ReservationId reservation, String operation) {
        Keys.Tenant tenant = keys.tenant(reservation.tenant());
        byte[] field = bytes(reservation.value() + '\n' + operation);
        assertThat(call(tenant, Command.HDEL, tenant.operations(), field)).isEqualTo(1L);
    }

    /** An entry of a shard's journal that waits: its id there, its kind, its text. */
    private record Entry(byte[] id, byte[] kind, byte[] text) {}

    private Entry waiting(Keys.Tenant tenant, String stream, long sequence) {
        List<?> entries = (List<?>) call(tenant, Command.XRANGE, tenant.shard().journal(), bytes("-"), bytes("+"));
        for (Object each : entries) {
            List<?> fields = (List<?>) ((List<?>) each).get(1);
            Entry entry = new Entry((byte[]) ((List<?>) each).get(0), (byte[]) fields.get(0), (byte[]) fields.get(1));
            if (isIn(
                    ScriptAnswer.textOf(entry.kind),
                    ScriptAnswer.textOf(entry.text),
                    tenant.name(),
                    stream,
                    sequence)) {
                return entry;
            }
        }
        throw new AssertionError("entry " + sequence + " of " + stream + " does not wait");
    }

    private static boolean isIn(String kind, String text, String tenant, String stream, long sequence) {
        String[] lines = text.split("\n", -1);
        String[] record = lines[kind.equals("o") ? 3 : 2].split("\t", -1);
        String number = record[kind.equals("a") ? 0 : 1];
        return lines[0].equals(tenant) && lines[1].equals(stream) && number.equals(Long.toString(sequence));
    }

    @Override
    public void deleteWaiting(String tenantName, String stream, long sequence) {
        Keys.Tenant tenant = keys.tenant(tenantName);
        Entry entry = waiting(tenant, stream, sequence);
        call(tenant, Command.XDEL, tenant.shard().journal(), entry.id);
    }

    @Override
    public void repeatWaiting(String tenantName, String stream, long sequence) {
        Keys.Tenant tenant = keys.tenant(tenantName);
        Entry entry = waiting(tenant, stream, sequence);
        call(tenant, Command.XADD, tenant.shard().journal(), bytes("*"), entry.kind, entry.text);
    }

    @Override
    public void addToUsed(ReservationId reservation, long units) {
        change(reservation, parts -> add(parts, USED, units));
    }

    @Override
    public void addToHeld(ReservationId reservation, long units) {
        change(reservation, parts -> add(parts, HELD, units));
    }

    @Override
    public void addToCharged(ReservationId reservation, long units) {
        change(reservation, parts -> add(parts, CHARGED, units));
    }

    @Override
    public void addToSequence(ReservationId reservation, long by) {
        change(reservation, parts -> add(parts, ROW_SEQUENCE, by));
    }

    @Override
    public void closeWithoutReturning(ReservationId reservation) {
        Keys.Tenant tenant = keys.tenant(reservation.tenant());
        change(reservation, parts -> {
            assertThat(parts.get(STATE)).isEqualTo("o");
            String closedAt = parts.get(OPENED_AT);
            parts.set(STATE, "r");
            add(parts, ROW_SEQUENCE, 1);
            String nothing = "0 0 0 0 0 0";
            parts.addAll(List.of(closedAt, "release", nothing, "0", "0", nothing, nothing, "0", "0"));
            byte[] member = bytes(tenant.name() + '\n' + reservation.value());
            call(tenant, Command.ZADD, tenant.shard().due(), bytes("-" + closedAt), member);
        });
    }

    @Override
    public void endLeaseAt(ReservationId reservation, long atMillis) {
        Keys.Tenant tenant = keys.tenant(reservation.tenant());
        change(reservation, parts -> parts.set(EXPIRES_AT, Long.toString(atMillis)));
        byte[] member = bytes(tenant.name() + '\n' + reservation.value());
        call(tenant, Command.ZADD, tenant.shard().due(), bytes(Long.toString(atMillis)), member);
    }

    @Override
    public void endPeriodAt(AccountId account, long atMillis) {
        change(account, parts -> parts.set(PERIOD_END, Long.toString(atMillis)));
    }

    @Override
    public void addToOverride(AccountId account, long units) {
        change(account, parts -> add(parts, OVERRIDES, units));
    }

    /** Entries of a stream cannot be changed, so all of it is written anew, with the same ids. */
    @Override
    public void addToWaitingCharge(String tenantName, String stream, long sequence, long units) {
        Keys.Tenant tenant = keys.tenant(tenantName);
        byte[] journal = tenant.shard().journal();
        Entry damaged = waiting(tenant, stream, sequence);
        String[] lines = ScriptAnswer.textOf(damaged.text).split("\n", 4);
        List<String> parts = new ArrayList<>(List.of(lines[2].split("\t", -1)));
        add(parts, CHARGED, units);
        lines[2] = String.join("\t", parts);
        List<?> entries = (List<?>) call(tenant, Command.XRANGE, journal, bytes("-"), bytes("+"));
        call(tenant, Command.DEL, journal);
        for (Object each : entries) {
            byte[] id = (byte[]) ((List<?>) each).get(0);
            List<?> fields = (List<?>) ((List<?>) each).get(1);
            byte[] text = Arrays.equals(id, damaged.id) ? bytes(String.join("\n", lines)) : (byte[]) fields.get(1);
            call(tenant, Command.XADD, journal, id, (byte[]) fields.get(0), text);
        }
    }

    @Override
    public void openAt(ReservationId reservation, long atMillis) {
        change(reservation, parts -> parts.set(OPENED_AT, Long.toString(atMillis)));
    }

    @Override
    public void closeAs(ReservationId reservation, CloseKind kind) {
        change(
                reservation,
                parts -> parts.set(STATE, kind.name().substring(0, 1).toLowerCase(Locale.ROOT)));
    }

    @Override
    public void closeWith(ReservationId reservation, OverrunPolicy policy) {
        change(reservation, parts -> parts.set(POLICY, Integer.toString(policy.ordinal())));
    }

    @Override
    public void expireWith(ReservationId reservation, OnExpiry onExpiry) {
        Keys.Tenant tenant = keys.tenant(reservation.tenant());
        Object found = call(tenant, Command.HGET, tenant.reservations(), bytes(reservation.value()));
        String[] lines = ScriptAnswer.textOf(found).split("\n", 3);
        List<String> parts = new ArrayList<>(List.of(lines[1].split("\t", -1)));
        parts.set(ON_EXPIRY, onExpiry == OnExpiry.BOOK_HELD ? "h" : "");
        lines[1] = String.join("\t", parts);
        call(tenant, Command.HSET, tenant.reservations(), bytes(reservation.value()), bytes(String.join("\n", lines)));
    }

    @Override
    public void closeBy(ReservationId reservation, String operation) {
        change(reservation, parts -> parts.set(OPERATION, operation));
    }

    @Override
    public void addToAnswer(ReservationId reservation, String operation, long units) {
        changeOperation(reservation, operation, parts -> add(parts, OPERATION_USED, units));
    }

    @Override
    public void addToMoved(ReservationId reservation, String operation, long units) {
        changeOperation(reservation, operation, parts -> add(parts, OPERATION_MOVED, units));
    }

    @Override
    public void addToWanted(ReservationId reservation, String operation, long units) {
        changeOperation(reservation, operation, parts -> add(parts, OPERATION_WANTED, units));
    }

    @Override
    public void addToLeast(ReservationId reservation, String operation, long units) {
        changeOperation(reservation, operation, parts -> add(parts, OPERATION_LEAST, units));
    }

    @Override
    public void setParent(ReservationId child, String parent) {
        Keys.Tenant tenant = keys.tenant(child.tenant());
        byte[] field = bytes(child.value());
        String[] lines = ScriptAnswer.textOf(call(tenant, Command.HGET, tenant.reservations(), field))
                .split("\n", -1);
        String fourth = parent + "\t" + lines[0].split("\t", -1)[OPENED_AT];
        String record = String.join("\n", lines[0], lines[1], lines[2], lines[3], fourth);
        assertThat(call(tenant, Command.HSET, tenant.reservations(), field, bytes(record)))
                .isEqualTo(0L);
    }

    @Override
    public void addToGiven(ReservationId parent, long units) {
        changeOperation(parent, "\tm2", parts -> add(parts, OPERATION_MOVED, -units));
    }

    @Override
    public void swapNumbers(ReservationId reservation, String one, String other) {
        List<String> numbers = new ArrayList<>();
        for (String operation : List.of(one, other)) {
            changeOperation(reservation, operation, parts -> numbers.add(parts.get(OPERATION_SEQUENCE)));
        }
        number(reservation, one, numbers.get(1));
        number(reservation, other, numbers.get(0));
    }

    private void number(ReservationId reservation, String operation, String number) {
        Keys.Tenant tenant = keys.tenant(reservation.tenant());
        changeOperation(reservation, operation, parts -> parts.set(OPERATION_SEQUENCE, number));
        byte[] field = bytes(reservation.value() + "\n\t" + number);
        assertThat(call(tenant, Command.HSET, tenant.operations(), field, bytes(operation)))
                .as("the number was another's")
                .isEqualTo(0L);
    }

    private void changeOperation(ReservationId reservation, String operation, Consumer<List<String>> change) {
        Keys.Tenant tenant = keys.tenant(reservation.tenant());
        change(tenant, tenant.operations(), reservation.value() + '\n' + operation, change);
    }

    @Override
    public void zeroPeak(ReservationId reservation) {
        change(reservation, parts -> parts.set(PEAK, "0"));
    }

    @Override
    public void bind(StepId step, ReservationId other) {
        Keys.Tenant tenant = keys.tenant(step.tenant());
        assertThat(call(tenant, Command.HSET, tenant.steps(), bytes(step.value()), bytes(other.value())))
                .as("the step was bound")
                .isEqualTo(0L);
    }

    @Override
    public void dropFromIndex(ReservationId reservation) {
        Keys.Tenant tenant = keys.tenant(reservation.tenant());
        byte[] member = bytes(tenant.name() + '\n' + reservation.value());
        assertThat(call(tenant, Command.ZREM, tenant.shard().due(), member)).isEqualTo(1L);
    }
}
