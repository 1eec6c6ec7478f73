-- The same as work(), for whatever a batch may hold: one command after the other, each on what those before it left.
-- Slower by far for each of them.
--
-- The commands see the rows as they are when their locks are held. What is wanted of the accounts is known once the
-- reservations are locked; where one of those comes to be due only while the accounts are waited for, the batch fails with
-- 40001 and is run again.
CREATE FUNCTION work_one_by_one(
        verbs           smallint[],
        tenants         text[],
        refs            text[],     -- reservations, or steps
        by_step         boolean[],
        operations      text[],
        amounts         bigint[],   -- the envelope, the report, the addition, or the final figures
        reported        smallint[],
        leases          bigint[],
        policies        smallint[],
        swarms          text[],
        steps           text[],     -- to be bound
        attributes      text[],
        attribute_ends  integer[],  -- how many of "attributes" belong to this command and those before it
        paths           integer[],  -- indexes into "accounts"
        path_ends       integer[],
        account_tenants text[],     -- the accounts of the reserves, with policy's terms
        accounts        text[],
        limits          bigint[],
        overdrafts      bigint[],
        units           smallint[],
        zones           text[],
        known           calendar)
    RETURNS SETOF answer LANGUAGE plpgsql AS $$
DECLARE
    separator CONSTANT text := chr(1);               -- in no id
    nothing   CONSTANT bigint[] := '{0,0,0,0,0,0}';
    targets   text[] := refs;
    holders   text[];
    wanted_t  text[];                                -- accounts to lock, in order
    wanted_a  text[];
    books     account[];                             -- locked, in order
    keys      text[] := '{}';
    book_changed boolean[] := '{}';
    rs        reservation[];                         -- locked, in order
    r_keys    text[] := '{}';
    r_changed boolean[] := '{}';
    opened    reservation[] := '{}';
    entries   entry[] := '{}';
    moment    bigint;
    soon      bigint;
    named     integer[] := '{}';                     -- where the accounts of the reserves are among the books
    r         reservation;
    target    integer;
    holder    integer;
    t         integer;
    action    smallint;
    asked     bigint[];
    spots     integer[];                             -- where the accounts of a path are among the books
    spot      integer;
    book      account;
    path      account[];
    renewal   book_change;
    o         operation;
    e         entry;
    peak_before float8;
    lack      integer;
    hold_by   bigint[];
    spend_by  bigint[];
    account_name text;
    term      integer;
    made      boolean := false;                      -- whether accounts were made
    a         answer;
BEGIN
    -- What the commands are about.
    IF true = ANY (by_step) THEN
        SELECT array_agg(CASE WHEN c.by_step THEN s.reservation ELSE c.ref END ORDER BY c.i) INTO targets
        FROM unnest(tenants, refs, by_step) WITH ORDINALITY AS c(tenant, ref, by_step, i)
            LEFT JOIN step s ON c.by_step AND s.tenant = c.tenant AND s.step = c.ref;
    END IF;
    IF num_nonnulls(VARIADIC steps) > 0 THEN
        SELECT array_agg(s.reservation ORDER BY c.i) INTO holders
        FROM unnest(tenants, steps) WITH ORDINALITY AS c(tenant, step, i)
            LEFT JOIN step s ON s.tenant = c.tenant AND s.step = c.step;
    END IF;

    -- The reservations.
    SELECT array_agg(l.x) INTO rs
    FROM (SELECT x FROM (SELECT DISTINCT c.tenant, c.id
                FROM unnest(tenants || CASE WHEN holders IS NOT NULL THEN tenants END, targets || holders) AS c(tenant, id)) c
            JOIN reservation x ON x.tenant = c.tenant AND x.id = c.id
            ORDER BY x.tenant, x.id FOR UPDATE OF x) l;
    FOR k IN 1 .. coalesce(cardinality(rs), 0) LOOP
        r := rs[k];
        r_keys[k] := r.tenant || separator || r.id;
    END LOOP;

    -- The accounts: those of the reserves, and those of the reservations that are to be closed or enlarged.
    soon := now_millis() + 1000;
    SELECT array_agg(w.tenant ORDER BY w.tenant, w.account), array_agg(w.account ORDER BY w.tenant, w.account)
    INTO wanted_t, wanted_a
    FROM (
        SELECT n.tenant COLLATE "C" AS tenant, n.account COLLATE "C" AS account
        FROM unnest(account_tenants, accounts) AS n(tenant, account)
        UNION
        SELECT x.tenant, p.account
        FROM unnest(rs) AS x CROSS JOIN LATERAL unnest(x.path) AS p(account)
        WHERE verbs && '{2,3,4,5}' OR (x.state = 0 AND x.expires_at <= soon)) w;
    LOOP
        SELECT array_agg(l.x) INTO books
        FROM (SELECT x FROM unnest(wanted_t, wanted_a) AS w(tenant, account)
                JOIN account x ON x.tenant = w.tenant AND x.account = w.account
                ORDER BY x.tenant, x.account FOR UPDATE OF x) l;
        EXIT WHEN cardinality(books) = cardinality(wanted_a) OR wanted_a IS NULL OR wanted_a = '{}';
        made := true;
        INSERT INTO account (tenant, account)
            SELECT * FROM unnest(wanted_t, wanted_a) ORDER BY 1, 2 ON CONFLICT DO NOTHING;
    END LOOP;
    FOR k IN 1 .. coalesce(cardinality(books), 0) LOOP
        book := books[k];
        keys[k] := book.tenant || separator || book.account;
    END LOOP;
    FOR k IN 1 .. cardinality(accounts) LOOP
        named[k] := array_position(keys, account_tenants[k] || separator || accounts[k]);
    END LOOP;

    moment := now_millis();

    <<commands>>
    FOR i IN 1 .. cardinality(verbs) LOOP
        a := NULL;
        a.command := i;
        a.outcome := 0;
        a.at := moment;
        asked := amounts[6 * i - 5 : 6 * i];
        target := array_position(r_keys, tenants[i] || separator || targets[i]);
        holder := CASE WHEN steps[i] IS NOT NULL THEN array_position(r_keys, tenants[i] || separator || holders[i]) END;

        -- What was done before is answered again, whatever has become of the reservation.
        IF target IS NOT NULL THEN
            r := rs[target];
            IF verbs[i] = 0 THEN
                a.outcome := CASE WHEN r.asked = asked AND r.lease_millis = leases[i]
                        AND r.path = coalesce((SELECT array_agg(accounts[p.x] ORDER BY p.i)
                            FROM unnest(paths[coalesce(path_ends[i - 1], 0) + 1 : path_ends[i]]) WITH ORDINALITY AS p(x, i)), '{}')
                        AND r.swarm IS NOT DISTINCT FROM swarms[i]
                        AND r.asked_step IS NOT DISTINCT FROM steps[i]
                        AND coalesce(r.attributes, '{}')
                            = attributes[coalesce(attribute_ends[i - 1], 0) + 1 : attribute_ends[i]]
                    THEN 1 ELSE 3 END;
                a.at := r.opened_at;
                RETURN NEXT a;
                CONTINUE commands;
            ELSIF r.closing_operation = operations[i] AND r.state < 3 THEN
                a.outcome := CASE WHEN (verbs[i] = 4 AND r.state = 2)
                        OR (verbs[i] = 3 AND r.state = 1 AND r.report = asked AND r.reported = reported[i]
                            AND r.overrun_policy = policies[i])
                    THEN 1 ELSE 3 END;
                a.entry := closing_of(r);
                RETURN NEXT a;
                CONTINUE commands;
            ELSIF r.sequence > 1 AND verbs[i] BETWEEN 1 AND 4 THEN
                SELECT * INTO o FROM operation x
                WHERE x.tenant = r.tenant AND x.reservation = r.id AND x.operation = operations[i];
                IF FOUND THEN
                    a.outcome := CASE WHEN o.verb = verbs[i] AND o.report = asked AND o.reported = reported[i]
                            AND o.lease_millis = leases[i] THEN 1 ELSE 3 END;
                    r.sequence := o.sequence;
                    r.step := o.step;
                    r.held := o.held;
                    r.used := o.used;
                    r.peak := o.peak;
                    r.expires_at := o.expires_at;
                    a.entry := entry_of(
                        r, o.verb, o.at, o.peak_before, operations[i], o.report, o.reported, o.lease_millis);
                    RETURN NEXT a;
                    CONTINUE commands;
                END IF;
            END IF;
        END IF;

        -- First what is due is expired, the step's holder and the reservation itself; then the verb is done.
        FOR pass IN 1 .. 3 LOOP
            spots := '{}';
            lack := NULL;
            hold_by := nothing;
            spend_by := nothing;
            t := CASE pass WHEN 1 THEN holder ELSE target END;
            IF t IS NOT NULL THEN
                r := rs[t];
            END IF;
            IF pass < 3 THEN
                CONTINUE WHEN t IS NULL OR r.state > 0 OR moment < r.expires_at;
                action := 5;
            ELSE
                action := verbs[i];
                IF target IS NULL AND action > 0 THEN
                    a.outcome := 2;
                ELSIF action = 5 THEN
                    EXIT; -- done in the pass before, or not due
                ELSIF action > 0 AND r.state > 0 AND NOT (action = 3 AND r.state = 3) THEN
                    a.outcome := 4;
                    a.entry := closing_of(r);
                ELSIF action = 6 AND r.step = steps[i] THEN
                    EXIT;
                ELSIF action = 6 AND r.step IS NOT NULL THEN
                    a.outcome := 7;
                    a.subject := r.step;
                ELSIF holder IS NOT NULL AND (rs[holder]).state = 0 THEN
                    a.outcome := 6;
                    a.subject := holders[i];
                END IF;
                EXIT WHEN a.outcome > 0;
            END IF;

            -- The accounts of the path, in the period that now is and, for a reserve, with policy's current terms.
            IF action = 0 THEN
                spots := ARRAY(SELECT named[p] FROM unnest(paths[coalesce(path_ends[i - 1], 0) + 1 : path_ends[i]]) p);
            ELSIF action BETWEEN 2 AND 5 AND NOT (action = 2 AND asked = nothing) THEN
                FOREACH account_name IN ARRAY r.path::text[] LOOP
                    spot := array_position(keys, r.tenant || separator || account_name);
                    IF spot IS NULL THEN
                        RAISE EXCEPTION 'account % of reservation % is not locked', account_name, r.id USING ERRCODE = '40001';
                    END IF;
                    spots := spots || spot;
                END LOOP;
            END IF;
            path := '{}';
            FOREACH spot IN ARRAY spots LOOP
                book := books[spot];
                book_changed[spot] := coalesce(book_changed[spot], false) OR made;
                IF moment >= book.period_end THEN
                    renewal := rolled_over(book, moment, known);
                    book := renewal.book;
                    entries := entries || renewal.entries;
                    book_changed[spot] := true;
                    books[spot] := book;
                END IF;
                IF action = 0 THEN
                    term := array_position(named, spot);
                    IF book.policy_limits <> limits[6 * term - 5 : 6 * term] OR book.overdraft <> overdrafts[6 * term - 5 : 6 * term]
                            OR book.period_unit <> units[term] OR book.period_zone <> zones[term] THEN
                        renewal := adopted(
                            book, limits[6 * term - 5 : 6 * term], overdrafts[6 * term - 5 : 6 * term], units[term], zones[term], moment, known);
                        book := renewal.book;
                        entries := entries || renewal.entries;
                        book_changed[spot] := true;
                        books[spot] := book;
                    END IF;
                END IF;
                path := path || book;
            END LOOP;

            -- Each action decides, and says what it moves on every account of the path.
            IF action IN (0, 2) THEN
                IF action = 2 AND 9007199254740991 < ANY (plus(r.held, asked)) THEN
                    a.outcome := 9;
                    EXIT;
                END IF;
                FOREACH book IN ARRAY path LOOP
                    lack := lacking(book, asked);
                    IF lack IS NOT NULL THEN
                        a.outcome := 5;
                        a.subject := book.account;
                        a.resource := lack - 1;
                        a.needed := asked[lack];
                        a.available := reservable(book, lack);
                        EXIT;
                    END IF;
                END LOOP;
                EXIT WHEN lack IS NOT NULL;
                hold_by := asked;
            END IF;
            IF action = 0 THEN
                r := NULL;
                r.tenant := tenants[i];
                r.id := targets[i];
                r.path := ARRAY(SELECT accounts[p] FROM unnest(paths[coalesce(path_ends[i - 1], 0) + 1 : path_ends[i]]) p);
                r.asked := asked;
                r.held := asked;
                r.used := nothing;
                r.peak := 0;
                r.lease_millis := leases[i];
                r.opened_at := moment;
                r.expires_at := moment + leases[i];
                r.swarm := swarms[i];
                r.asked_step := steps[i];
                r.step := steps[i];
                r.attributes := nullif(attributes[coalesce(attribute_ends[i - 1], 0) + 1 : attribute_ends[i]], '{}');
                r.sequence := 1;
                r.state := 0;
                r.late := false;
                opened := opened || r;
            ELSIF action = 1 THEN
                asked := ARRAY[r.used[1] + asked[1], r.used[2] + asked[2], r.used[3] + asked[3],
                    greatest(r.used[4], asked[4]), greatest(r.used[5], asked[5]), 0];
                IF 9007199254740991 < ANY (asked) THEN
                    a.outcome := 9;
                    EXIT;
                END IF;
                peak_before := r.peak;
                r.used := asked;
                FOR k IN 1 .. 6 LOOP
                    IF r.held[k] > 0 THEN
                        r.peak := greatest(r.peak, r.used[k]::float8 / r.held[k]::float8);
                    END IF;
                END LOOP;
                r.expires_at := greatest(r.expires_at, moment + r.lease_millis);
                r.sequence := r.sequence + 1;
            ELSIF action = 2 THEN
                peak_before := r.peak;
                r.held := plus(r.held, asked);
                IF leases[i] > 0 THEN
                    r.expires_at := greatest(r.expires_at, moment + leases[i]);
                END IF;
                r.sequence := r.sequence + 1;
            ELSIF action BETWEEN 3 AND 5 THEN
                IF action = 3 THEN
                    FOR k IN 1 .. 5 LOOP
                        IF reported[i] >> (k - 1) & 1 = 1 THEN
                            r.used[k] := asked[k];
                        END IF;
                    END LOOP;
                    IF policies[i] = 2 AND (r.used[1] > r.held[1] OR r.used[2] > r.held[2]
                            OR r.used[3] > r.held[3] OR r.used[4] > r.held[4]) THEN
                        a.outcome := 8;
                        a.entry := entry_of(r, 3::smallint, moment, NULL, NULL, NULL, NULL, NULL);
                        EXIT;
                    END IF;
                END IF;
                spend_by := CASE WHEN r.state = 0 THEN nothing ELSE r.charged END;
                hold_by := CASE WHEN r.state = 0 THEN minus(nothing, r.held) ELSE nothing END;
                r.booked_before := spend_by;
                r.booked_at := CASE WHEN r.state > 0 THEN r.closed_at END;
                r.charged := charge(r, CASE action WHEN 3 THEN policies[i] ELSE 0 END::smallint, path);
                spend_by := minus(r.charged, spend_by);
                r.late := r.state = 3;
                r.state := action - 2;
                r.closed_at := moment;
                r.closing_operation := CASE action WHEN 5 THEN 'expire' ELSE operations[i] END;
                r.report := CASE action WHEN 3 THEN asked ELSE nothing END;
                r.reported := CASE action WHEN 3 THEN reported[i] ELSE 0 END;
                r.overrun_policy := CASE action WHEN 3 THEN policies[i] ELSE 0 END;
                r.sequence := r.sequence + 1;
            ELSIF action = 6 THEN
                r.step := steps[i];
            END IF;

            IF action IN (0, 6) AND steps[i] IS NOT NULL THEN
                INSERT INTO step VALUES (tenants[i], steps[i], r.id)
                ON CONFLICT (tenant, step) DO UPDATE SET reservation = excluded.reservation
                    WHERE step.reservation = holders[i];
                IF NOT FOUND THEN
                    RAISE EXCEPTION 'step % has another reservation meanwhile', steps[i] USING ERRCODE = '40001';
                END IF;
            END IF;
            IF action > 0 THEN
                rs[t] := r;
                r_changed[t] := true;
                IF action < 6 THEN
                    IF action IN (1, 2) THEN
                        e := entry_of(r, action, moment, peak_before, operations[i],
                            amounts[6 * i - 5 : 6 * i], reported[i], leases[i]);
                        INSERT INTO operation VALUES (r.tenant, r.id, operations[i], action, e.report, e.reported,
                            leases[i], r.sequence, moment, r.step, r.held, r.used, peak_before, r.peak, r.expires_at);
                    ELSE
                        e := closing_of(r);
                    END IF;
                    entries := entries || e;
                    IF pass = 3 OR verbs[i] = 5 THEN
                        a.entry := e;
                    END IF;
                END IF;
            END IF;
            FOREACH spot IN ARRAY spots LOOP
                book := books[spot];
                book.reserved := plus(book.reserved, hold_by);
                book.spent := plus(book.spent, spend_by);
                books[spot] := book;
                book_changed[spot] := true;
            END LOOP;
        END LOOP;
        RETURN NEXT a;
    END LOOP;

    -- Everything is decided; now it is written, table by table.
    IF cardinality(opened) > 0 THEN
        INSERT INTO reservation SELECT * FROM unnest(opened);
        INSERT INTO outbox (tenant, entry)
            SELECT x.tenant, ROW(0, x.tenant, x.id, 1, x.opened_at, x.path, x.swarm, x.step, x.attributes, x.opened_at,
                x.expires_at, x.lease_millis, NULL, NULL, NULL, x.held, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                NULL, NULL, NULL, NULL, NULL, NULL)::entry
            FROM unnest(opened) x;
    END IF;
    IF cardinality(r_changed) > 0 THEN
        UPDATE reservation x
        SET held = c.held, used = c.used, peak = c.peak, expires_at = c.expires_at, step = c.step, sequence = c.sequence,
            state = c.state, closed_at = c.closed_at, closing_operation = c.closing_operation, report = c.report,
            reported = c.reported, overrun_policy = c.overrun_policy, charged = c.charged,
            booked_before = c.booked_before, booked_at = c.booked_at, late = c.late
        FROM unnest(ARRAY(SELECT rs[g] FROM generate_subscripts(r_changed, 1) g WHERE r_changed[g])) c
        WHERE x.tenant = c.tenant AND x.id = c.id;
    END IF;
    IF cardinality(book_changed) > 0 THEN
        UPDATE account x
        SET limits = c.limits, policy_limits = c.policy_limits, overrides = c.overrides, grants = c.grants,
            overdraft = c.overdraft, reserved = c.reserved, spent = c.spent, period_unit = c.period_unit,
            period_zone = c.period_zone, period_from = c.period_from, period_end = c.period_end, sequence = c.sequence
        FROM unnest(ARRAY(SELECT books[g] FROM generate_subscripts(book_changed, 1) g WHERE book_changed[g])) c
        WHERE x.tenant = c.tenant AND x.account = c.account;
    END IF;
    IF made THEN
        -- An account that was made for a command that never came to look at it does not exist.
        DELETE FROM account x
        USING unnest(ARRAY(SELECT books[g] FROM generate_subscripts(books, 1) g WHERE book_changed[g] IS NOT TRUE)) c
        WHERE x.tenant = c.tenant AND x.account = c.account AND x.sequence = 0
            AND x.reserved = nothing AND x.spent = nothing AND x.grants = nothing
            AND x.policy_limits = '{-1,-1,-1,-1,-1,-1}' AND x.xmin = pg_current_xact_id()::xid;
    END IF;
    IF cardinality(entries) > 0 THEN
        INSERT INTO outbox (tenant, entry) SELECT (entries[g]).tenant, entries[g] FROM generate_subscripts(entries, 1) g;
    END IF;
END $$;

