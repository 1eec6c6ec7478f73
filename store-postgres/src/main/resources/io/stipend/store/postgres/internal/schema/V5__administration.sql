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

-- Forgets reservations closed as long ago as the retention, or longer, with their operations and steps, and adds up what they
-- had charged to their accounts in the current period. Rows that another node works on are left to it.
CREATE FUNCTION prune(retention_millis bigint, most integer) RETURNS integer
    LANGUAGE plpgsql AS $$
DECLARE
    closed_by CONSTANT bigint := now_millis() - retention_millis;
    old       reservation[];
BEGIN
    SELECT array_agg(l.x) INTO old
    FROM (
        SELECT x FROM reservation x
        WHERE x.state > 0 AND x.closed_at <= closed_by
        ORDER BY x.closed_at LIMIT most FOR UPDATE SKIP LOCKED) l;
    IF old IS NULL THEN
        RETURN 0;
    END IF;
    -- A statement of its own, which sees every period in which those it has locked were closed. An account may begin its
    -- next one at the same time: what is written here is then of a period that is over.
    INSERT INTO forgotten AS f (tenant, account, since, charged)
    SELECT c.tenant, c.account, c.since, ARRAY[
        least(sum(c.charged[1]), 9007199254740991), least(sum(c.charged[2]), 9007199254740991),
        least(sum(c.charged[3]), 9007199254740991), least(sum(c.charged[4]), 9007199254740991), 0, 0]::bigint[]
    FROM (
        SELECT b.tenant, b.account, b.period_from AS since,
            CASE WHEN x.booked_at < b.period_from THEN minus(x.charged, x.booked_before) ELSE x.charged END AS charged
        FROM unnest(old) AS x CROSS JOIN LATERAL unnest(x.path) AS p(account)
            JOIN account b ON b.tenant = x.tenant AND b.account = p.account
        WHERE x.closed_at >= b.period_from) c
    GROUP BY c.tenant, c.account, c.since
    ORDER BY c.tenant, c.account
    ON CONFLICT (tenant, account) DO UPDATE
    SET since = excluded.since, charged = CASE WHEN f.since < excluded.since THEN excluded.charged ELSE ARRAY[
        least(f.charged[1] + excluded.charged[1], 9007199254740991),
        least(f.charged[2] + excluded.charged[2], 9007199254740991),
        least(f.charged[3] + excluded.charged[3], 9007199254740991),
        least(f.charged[4] + excluded.charged[4], 9007199254740991), 0, 0] END
    WHERE f.since <= excluded.since;
    DELETE FROM operation x USING unnest(old) AS o WHERE x.tenant = o.tenant AND x.reservation = o.id;
    DELETE FROM step x USING unnest(old) AS o WHERE x.tenant = o.tenant AND x.step = o.step AND x.reservation = o.id;
    DELETE FROM reservation x USING unnest(old) AS o WHERE x.tenant = o.tenant AND x.id = o.id;
    RETURN cardinality(old);
END $$;
