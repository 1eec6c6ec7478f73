-- The books of some accounts of a tenant, in the period that now is, in the order of their keys.
CREATE FUNCTION look(of_tenant text, names text[], known calendar) RETURNS SETOF account
    LANGUAGE plpgsql AS $$
DECLARE
    book    account;
    renewal book_change;
BEGIN
    FOR book IN SELECT * FROM account x WHERE x.tenant = of_tenant AND x.account = ANY (names) ORDER BY x.account LOOP
        IF now_millis() >= book.period_end THEN
            SELECT * INTO book FROM account x WHERE x.tenant = book.tenant AND x.account = book.account FOR UPDATE;
            renewal := rolled_over(book, now_millis(), known);
            book := renewal.book;
            UPDATE account x
            SET grants = book.grants, spent = book.spent, period_from = book.period_from, period_end = book.period_end,
                sequence = book.sequence
            WHERE x.tenant = book.tenant AND x.account = book.account;
            INSERT INTO outbox (tenant, entry)
                SELECT of_tenant, renewal.entries[g] FROM generate_subscripts(renewal.entries, 1) g;
        END IF;
        RETURN NEXT book;
    END LOOP;
END $$;

-- An administrator's change of one resource (from 1) of an account, which is made if it does not exist.
-- verbs: 0 set limit, 1 clear limit, 2 grant, 3 adjust; outcomes as work() has them.
CREATE FUNCTION administer(
        of_tenant text, name text, operation_id text, change smallint, resource integer, amount bigint, why text,
        known calendar)
    RETURNS SETOF answer LANGUAGE plpgsql AS $$
DECLARE
    book    account;
    done    account_operation;
    renewal book_change;
    before  bigint;
    granted bigint := 0;
    spent_more bigint := 0;
    moment  bigint;
    e       entry;
    a       answer;
BEGIN
    INSERT INTO account (tenant, account) VALUES (of_tenant, name) ON CONFLICT DO NOTHING;
    SELECT * INTO book FROM account x WHERE x.tenant = of_tenant AND x.account = name FOR UPDATE;
    moment := now_millis();
    a.command := 1;
    a.at := moment;

    SELECT * INTO done FROM account_operation x
    WHERE x.tenant = of_tenant AND x.account = name AND x.operation = operation_id;
    IF FOUND THEN
        a.outcome := CASE WHEN done.verb = change AND done.resource = administer.resource - 1 AND done.amount = administer.amount
            AND done.reason = why THEN 1 ELSE 3 END;
        e := account_entry(book, done.at, CASE change WHEN 2 THEN 2 WHEN 3 THEN 3 ELSE 1 END, administer.resource,
            done.allowance_delta, done.spent_delta, done.reason);
        e.sequence := done.sequence;
        e.new_limit := done.new_limit;
        a.entry := e;
        RETURN NEXT a;
        RETURN;
    END IF;

    renewal := rolled_over(book, moment, known);
    book := renewal.book;
    before := greatest(0, book.limits[administer.resource]);
    IF change IN (0, 1) THEN
        book.overrides[administer.resource] := CASE change WHEN 0 THEN amount END;
        book.limits[administer.resource] :=
            coalesce(book.overrides[administer.resource], book.policy_limits[administer.resource]);
        granted := greatest(0, book.limits[administer.resource]) - before;
    ELSIF change = 2 THEN
        granted := amount;
    ELSE
        spent_more := amount;
    END IF;
    a.needed := CASE change
        WHEN 2 THEN book.grants[administer.resource] + amount
        WHEN 3 THEN book.spent[administer.resource] + amount
        ELSE 0 END;
    IF a.needed < 0 OR a.needed > 9007199254740991
            OR change = 3 AND a.needed + book.reserved[administer.resource] > 9007199254740991 THEN
        a.outcome := 9;
        book := renewal.book;
    ELSE
        IF change = 2 THEN
            book.grants[administer.resource] := a.needed;
        ELSIF change = 3 THEN
            book.spent[administer.resource] := a.needed;
        END IF;
        book.sequence := book.sequence + 1;
        e := account_entry(book, moment, CASE change WHEN 2 THEN 2 WHEN 3 THEN 3 ELSE 1 END, administer.resource,
            granted, spent_more, why);
        INSERT INTO account_operation VALUES (of_tenant, name, operation_id, change, administer.resource - 1, amount,
            why, book.sequence, moment, e.new_limit, granted, spent_more);
        a.outcome := 0;
        a.entry := e;
    END IF;
    UPDATE account x
    SET limits = book.limits, overrides = book.overrides, grants = book.grants, spent = book.spent,
        period_from = book.period_from, period_end = book.period_end, sequence = book.sequence
    WHERE x.tenant = book.tenant AND x.account = book.account;
    INSERT INTO outbox (tenant, entry)
        SELECT of_tenant, x.e FROM (SELECT unnest(renewal.entries) AS e) x;
    IF a.outcome = 0 THEN
        INSERT INTO outbox (tenant, entry) VALUES (of_tenant, e);
    END IF;
    RETURN NEXT a;
END $$;

-- Forgets reservations closed as long ago as the retention, or longer, with their operations and steps. Rows that another
-- node works on are left to it.
CREATE FUNCTION prune(retention_millis bigint, most integer) RETURNS integer
    LANGUAGE plpgsql AS $$
DECLARE
    closed_by bigint := now_millis() - retention_millis;
    forgotten integer;
BEGIN
    WITH old AS (
        SELECT x.tenant, x.id FROM reservation x
        WHERE x.state > 0 AND x.closed_at <= closed_by
        ORDER BY x.closed_at LIMIT most FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM reservation x USING old WHERE x.tenant = old.tenant AND x.id = old.id
        RETURNING x.tenant, x.id, x.step
    ), operations_gone AS (
        DELETE FROM operation x USING gone WHERE x.tenant = gone.tenant AND x.reservation = gone.id
    ), steps_gone AS (
        DELETE FROM step x USING gone WHERE x.tenant = gone.tenant AND x.step = gone.step AND x.reservation = gone.id
    )
    SELECT count(*) INTO forgotten FROM gone;
    RETURN forgotten;
END $$;
