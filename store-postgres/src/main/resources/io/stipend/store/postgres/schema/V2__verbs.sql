-- The verbs. work() runs a batch of commands in one statement, and so in one commit; the other functions each do one
-- step of one command on copies of the rows it needs. The rules are those of docs/semantics.md.

-- The store's clock. Read in one place, after the locks are held.
CREATE FUNCTION now_millis() RETURNS bigint
    LANGUAGE sql VOLATILE
    RETURN floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint;

-- When periods begin and end, as the caller's calendar has it: several of each unit and zone, around now.
CREATE TYPE calendar AS (units smallint[], zones text[], starts bigint[], ends bigint[]);

-- What the caller of one command is told; see work() for the outcomes.
CREATE TYPE answer AS (
    command   integer,
    outcome   smallint,
    at        bigint,
    subject   text,
    resource  smallint,
    needed    bigint,
    available bigint,
    entry     entry);

-- The end of the period that a moment lies in. Where the caller's calendar does not have it, the whole batch fails with
-- ST001, and the detail says what is missing.
CREATE FUNCTION period_end(unit smallint, zone text, moment bigint, known calendar) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF unit = 0 THEN
        RETURN 9223372036854775807;
    END IF;
    FOR i IN 1 .. cardinality(known.units) LOOP
        IF known.units[i] = unit AND known.zones[i] = zone
                AND known.starts[i] <= moment AND moment < known.ends[i] THEN
            RETURN known.ends[i];
        END IF;
    END LOOP;
    RAISE EXCEPTION 'the calendar that came with the command has no period of unit % in zone % for %', unit, zone, moment
        USING ERRCODE = 'ST001', DETAIL = format('%s %s %s', unit, moment, zone);
END $$;

-- The journal's entry of a change of one resource (from 1) of an account as it now stands.
CREATE FUNCTION account_entry(
        book account, moment bigint, change integer, resource integer, allowance_delta bigint, spent_delta bigint,
        reason text)
    RETURNS entry LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    e entry;
BEGIN
    e.kind := 4;
    e.tenant := book.tenant;
    e.stream := book.account;
    e.sequence := book.sequence;
    e.at := moment;
    e.change := change;
    e.resource := resource - 1;
    e.new_limit := book.limits[resource];
    e.allowance_delta := allowance_delta;
    e.spent_delta := spent_delta;
    e.reason := reason;
    RETURN e;
END $$;

CREATE TYPE book_change AS (book account, entries entry[]);

-- Begins the period that now is, where the account's has ended: nothing is spent, and what is left of the grants, which
-- are used after the limit, lives on.
CREATE FUNCTION rolled_over(book account, moment bigint, known calendar) RETURNS book_change
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    entries entry[] := '{}';
    granted bigint;
    was     bigint;
BEGIN
    IF moment < book.period_end THEN
        RETURN ROW(book, entries);
    END IF;
    book.period_end := period_end(book.period_unit, book.period_zone, moment, known);
    FOR i IN 1 .. 6 LOOP
        was := book.spent[i];
        CONTINUE WHEN was = 0;
        granted := book.grants[i];
        IF book.limits[i] >= 0 THEN
            book.grants[i] := greatest(0, granted - greatest(0, was - book.limits[i]));
        END IF;
        book.spent[i] := 0;
        book.sequence := book.sequence + 1;
        entries := entries || account_entry(book, moment, 4, i, book.grants[i] - granted, -was, 'new period');
    END LOOP;
    RETURN ROW(book, entries);
END $$;

-- Takes over policy's current terms. A period other than before begins at once; what is spent stays spent until its end.
CREATE FUNCTION adopted(
        book account, limits bigint[], overdraft bigint[], unit smallint, zone text, moment bigint, known calendar)
    RETURNS book_change LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    entries entry[] := '{}';
    before  bigint[] := book.limits;
    delta   bigint;
BEGIN
    book.policy_limits := limits;
    book.overdraft := overdraft;
    FOR i IN 1 .. 6 LOOP
        book.limits[i] := coalesce(book.overrides[i], limits[i]);
        IF book.limits[i] <> before[i] THEN
            delta := greatest(0, book.limits[i]) - greatest(0, before[i]);
            book.sequence := book.sequence + 1;
            entries := entries || account_entry(book, moment, 0, i, delta, 0, 'policy');
        END IF;
    END LOOP;
    IF unit <> book.period_unit OR zone <> book.period_zone THEN
        book.period_unit := unit;
        book.period_zone := zone;
        book.period_end := period_end(unit, zone, moment, known);
    END IF;
    RETURN ROW(book, entries);
END $$;

-- How much of a resource can be reserved on an account; below zero in debt.
CREATE FUNCTION reservable(book account, i integer) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN least(
        9007199254740991 - book.spent[i] - book.reserved[i],
        CASE WHEN book.limits[i] >= 0
            THEN book.limits[i] + book.grants[i] + book.overdraft[i] - book.spent[i] - book.reserved[i] END);
END $$;

-- The first resource of which an account has too little; null when it has enough of all. The first expression is for
-- speed alone: it says yes to what nearly always fits.
CREATE FUNCTION lacking(book account, amounts bigint[]) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    l bigint[] := book.limits;
    g bigint[] := book.grants;
    s bigint[] := book.spent;
    r bigint[] := book.reserved;
BEGIN
    IF (CASE WHEN l[1] < 0 THEN 9007199254740991 ELSE least(l[1] + g[1], 9007199254740991) END) - s[1] - r[1] >= amounts[1]
        AND (CASE WHEN l[2] < 0 THEN 9007199254740991 ELSE least(l[2] + g[2], 9007199254740991) END) - s[2] - r[2] >= amounts[2]
        AND (CASE WHEN l[3] < 0 THEN 9007199254740991 ELSE least(l[3] + g[3], 9007199254740991) END) - s[3] - r[3] >= amounts[3]
        AND (CASE WHEN l[4] < 0 THEN 9007199254740991 ELSE least(l[4] + g[4], 9007199254740991) END) - s[4] - r[4] >= amounts[4]
        AND (CASE WHEN l[5] < 0 THEN 9007199254740991 ELSE least(l[5] + g[5], 9007199254740991) END) - s[5] - r[5] >= amounts[5]
        AND (CASE WHEN l[6] < 0 THEN 9007199254740991 ELSE least(l[6] + g[6], 9007199254740991) END) - s[6] - r[6] >= amounts[6] THEN
        RETURN NULL;
    END IF;
    FOR i IN 1 .. 6 LOOP
        IF amounts[i] > reservable(book, i) THEN
            RETURN i;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- The sum, element by element.
CREATE FUNCTION plus(a bigint[], b bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY[a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5], a[6] + b[6]];

-- The difference, element by element.
CREATE FUNCTION minus(a bigint[], b bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY[a[1] - b[1], a[2] - b[2], a[3] - b[3], a[4] - b[4], a[5] - b[5], a[6] - b[6]];

-- What to charge for a reservation in all. What is covered, by its hold or by what its expiry booked, is charged whatever
-- the accounts have; beyond it, as much as there is room for on every one of them.
CREATE FUNCTION charge(r reservation, policy smallint, path account[]) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    used    bigint[] := r.used;
    covered bigint[] := CASE WHEN r.state = 0 THEN r.held ELSE r.charged END;
    booked  bigint[] := CASE WHEN r.state = 0 THEN '{0,0,0,0,0,0}' ELSE r.charged END;
    result  bigint[] := '{0,0,0,0,0,0}';
    room    bigint;
    book    account;
BEGIN
    FOR i IN 1 .. 4 LOOP
        result[i] := greatest(booked[i], least(used[i], covered[i]));
        CONTINUE WHEN used[i] <= covered[i];
        room := 9007199254740991;
        FOREACH book IN ARRAY path LOOP
            room := least(room, 9007199254740991 - book.spent[i] - book.reserved[i]);
            IF policy = 1 AND book.limits[i] >= 0 THEN
                room := least(room, greatest(0,
                    book.limits[i] + book.grants[i] - book.spent[i] - book.reserved[i]));
            END IF;
        END LOOP;
        result[i] := greatest(booked[i], least(used[i], covered[i] + room));
    END LOOP;
    RETURN result;
END $$;

-- The journal's entry of a reservation as it now stands; what belongs to a report or an extension is given.
CREATE FUNCTION entry_of(
        r reservation, kind smallint, moment bigint, peak_before float8, operation text, report bigint[],
        reported smallint, lease_millis bigint)
    RETURNS entry LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN ROW(kind, r.tenant, r.id, r.sequence, moment, r.path, r.swarm, r.step, NULL, r.opened_at, r.expires_at,
        lease_millis, operation, report, reported, r.held, r.used, peak_before, r.peak, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL, NULL, NULL, NULL)::entry;
END $$;

-- The journal's entry of the closing of a reservation.
CREATE FUNCTION closing_of(r reservation) RETURNS entry
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN ROW(3::smallint, r.tenant, r.id, r.sequence, r.closed_at, r.path, r.swarm, r.step, NULL, r.opened_at,
        r.expires_at, NULL, r.closing_operation, r.report, r.reported, r.held, r.used, r.peak, r.peak, r.state,
        r.overrun_policy, r.charged, r.booked_before, r.late, NULL, NULL, NULL, NULL, NULL, NULL)::entry;
END $$;

-- Rows of arrays, of which the planner believes that there is one. It then looks up each row's key in the index, however
-- small it thinks the table is. What unnest() is believed to return makes it read whole tables that were empty when the
-- plan was made, and it would go on doing so when they are large.
CREATE FUNCTION each_pair(ones text[], others text[]) RETURNS TABLE (one text, other text)
    LANGUAGE plpgsql IMMUTABLE ROWS 1 AS $$
BEGIN
    RETURN QUERY SELECT * FROM unnest(ones, others);
END $$;

CREATE FUNCTION each_target(tenants text[], targets text[], verbs smallint[])
    RETURNS TABLE (tenant text, target text, verb smallint)
    LANGUAGE plpgsql IMMUTABLE ROWS 1 AS $$
BEGIN
    RETURN QUERY SELECT * FROM unnest(tenants, targets, verbs);
END $$;

CREATE FUNCTION each_account(books account[]) RETURNS SETOF account
    LANGUAGE plpgsql IMMUTABLE ROWS 1 AS $$
BEGIN
    RETURN QUERY SELECT * FROM unnest(books);
END $$;

CREATE FUNCTION each_reservation(rs reservation[]) RETURNS SETOF reservation
    LANGUAGE plpgsql IMMUTABLE ROWS 1 AS $$
BEGIN
    RETURN QUERY SELECT * FROM unnest(rs);
END $$;

-- What the reserves of a batch need of each account in all, by the account's place among those the batch names.
CREATE FUNCTION needs(amounts bigint[], paths integer[], path_ends integer[])
    RETURNS TABLE (place integer, needed bigint[]) LANGUAGE plpgsql IMMUTABLE ROWS 1 AS $$
BEGIN
    RETURN QUERY SELECT p.place, ARRAY[
        sum(amounts[6 * c.i - 5]), sum(amounts[6 * c.i - 4]), sum(amounts[6 * c.i - 3]),
        sum(amounts[6 * c.i - 2]), sum(amounts[6 * c.i - 1]), sum(amounts[6 * c.i])]::bigint[]
    FROM generate_subscripts(path_ends, 1) AS c(i)
        CROSS JOIN LATERAL unnest(paths[coalesce(path_ends[c.i - 1], 0) + 1 : path_ends[c.i]]) AS p(place)
    GROUP BY p.place;
END $$;

-- Reserves all of a batch, if nothing about it is out of the ordinary; else does nothing and returns no rows. Ordinary is:
-- every reservation is new, every account is there, in its period and with its terms, and has enough for all of them
-- together. Amounts are never negative, so each of them fits then, in whatever order. This is much the usual case, and set
-- by set it takes a third of the time that work() takes command by command.
CREATE FUNCTION reserve_all(
        tenants text[], ids text[], amounts bigint[], leases bigint[], swarms text[], attributes text[],
        attribute_ends integer[], paths integer[], path_ends integer[], account_tenants text[], accounts text[],
        limits bigint[], overdrafts bigint[], units smallint[], zones text[])
    RETURNS SETOF answer LANGUAGE plpgsql AS $$
DECLARE
    nothing CONSTANT bigint[] := '{0,0,0,0,0,0}';
    most    CONSTANT bigint := 9007199254740991;
    books   account[];
    moment  bigint;
BEGIN
    SELECT array_agg(l.x) INTO books
    FROM (SELECT x FROM each_pair(account_tenants, accounts) AS w(tenant, account)
            JOIN account x ON x.tenant = w.tenant AND x.account = w.account
            ORDER BY x.tenant, x.account FOR UPDATE OF x) l;
    moment := now_millis();

    IF (SELECT count(*)
            FROM unnest(account_tenants, accounts) WITH ORDINALITY AS w(tenant, account, place)
                JOIN unnest(books) b ON b.tenant = w.tenant AND b.account = w.account
                JOIN needs(amounts, paths, path_ends) n ON n.place = w.place
            WHERE moment < b.period_end
                AND b.policy_limits = reserve_all.limits[6 * w.place - 5 : 6 * w.place]
                AND b.overdraft = overdrafts[6 * w.place - 5 : 6 * w.place]
                AND b.period_unit = units[w.place] AND b.period_zone = zones[w.place]
                AND lacking(b, n.needed) IS NULL) < cardinality(accounts)
            OR EXISTS (
                SELECT FROM each_pair(tenants, ids) AS c(tenant, id)
                    JOIN reservation x ON x.tenant = c.tenant AND x.id = c.id) THEN
        RETURN;
    END IF;

    WITH opened AS (
        INSERT INTO reservation (tenant, id, path, asked, held, used, lease_millis, opened_at, expires_at, swarm, attributes)
        SELECT tenants[i], ids[i],
            ARRAY(SELECT accounts[p] FROM unnest(paths[coalesce(path_ends[i - 1], 0) + 1 : path_ends[i]]) p),
            amounts[6 * i - 5 : 6 * i], amounts[6 * i - 5 : 6 * i], nothing, leases[i], moment, moment + leases[i], swarms[i],
            nullif(attributes[coalesce(attribute_ends[i - 1], 0) + 1 : attribute_ends[i]], '{}')
        FROM generate_subscripts(ids, 1) i
        RETURNING reservation.*
    ), held_on AS (
        UPDATE account x SET reserved = plus(x.reserved, n.needed)
        FROM needs(amounts, paths, path_ends) n
        WHERE x.tenant = account_tenants[n.place] AND x.account = accounts[n.place]
    )
    INSERT INTO outbox (tenant, entry)
    SELECT x.tenant, ROW(0, x.tenant, x.id, 1, x.opened_at, x.path, x.swarm, NULL, x.attributes, x.opened_at, x.expires_at,
        x.lease_millis, NULL, NULL, NULL, x.held, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
        NULL, NULL)::entry
    FROM opened x;
    RETURN QUERY SELECT i, 0::smallint, moment, NULL::text, NULL::smallint, NULL::bigint, NULL::bigint, NULL::entry
        FROM generate_subscripts(ids, 1) i;
END $$;

-- Runs a batch of commands: all of them or, when anything fails, none. One element of each array is one command;
-- amounts have six. Within a batch no reservation and no step is claimed twice.
--
-- verbs:    0 reserve, 1 track, 2 extend, 3 settle, 4 release, 5 expire, 6 bind a step
-- outcomes: 0 done, 1 done before, 2 not found, 3 conflict, 4 already closed, 5 insufficient, 6 step taken,
--           7 other step, 8 overrun rejected, 9 a sum out of range
--
-- Locks are taken in one order, by every node: accounts by key, then reservations by key. What they are must be read
-- before they are locked; where that turns out to have been too early, the batch fails with 40001 and is run again.
CREATE FUNCTION work(
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
    RETURNS SETOF answer LANGUAGE plpgsql
    SET search_path FROM CURRENT
    -- The same plan whether tables are empty or large: look up each key in the index.
    SET plan_cache_mode = force_generic_plan
    SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
    AS $$
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
    IF 0 = ALL (verbs) AND num_nonnulls(VARIADIC steps) = 0 THEN
        RETURN QUERY SELECT * FROM reserve_all(tenants, refs, amounts, leases, swarms, attributes, attribute_ends, paths,
            path_ends, account_tenants, accounts, limits, overdrafts, units, zones);
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;

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

    -- The accounts: those of the reserves, and those of the reservations that are to be closed or enlarged.
    IF 0 = ALL (verbs) AND holders IS NULL THEN
        wanted_t := account_tenants;
        wanted_a := accounts;
    ELSE
        soon := now_millis() + 1000;
        SELECT array_agg(w.tenant ORDER BY w.tenant, w.account), array_agg(w.account ORDER BY w.tenant, w.account)
        INTO wanted_t, wanted_a
        FROM (
            SELECT n.tenant COLLATE "C" AS tenant, n.account COLLATE "C" AS account
            FROM unnest(account_tenants, accounts) AS n(tenant, account)
            UNION
            SELECT x.tenant, p.account
            FROM (SELECT c.tenant, c.target, c.verb > 1 AS moves
                    FROM each_target(tenants, targets, verbs) AS c(tenant, target, verb) WHERE c.verb > 0
                  UNION ALL
                  SELECT h.tenant, h.target, false FROM each_pair(tenants, holders) AS h(tenant, target)) c
                JOIN reservation x ON x.tenant = c.tenant AND x.id = c.target
                CROSS JOIN LATERAL unnest(x.path) AS p(account)
            WHERE c.moves OR (x.state = 0 AND x.expires_at <= soon)) w;
    END IF;
    LOOP
        SELECT array_agg(l.x) INTO books
        FROM (SELECT x FROM each_pair(wanted_t, wanted_a) AS w(tenant, account)
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

    -- The reservations.
    SELECT array_agg(l.x) INTO rs
    FROM (SELECT x FROM (SELECT DISTINCT c.tenant, c.id FROM each_pair(tenants || CASE WHEN holders IS NOT NULL THEN tenants END, targets || holders) AS c(tenant, id)) c
            JOIN reservation x ON x.tenant = c.tenant AND x.id = c.id
            ORDER BY x.tenant, x.id FOR UPDATE OF x) l;
    FOR k IN 1 .. coalesce(cardinality(rs), 0) LOOP
        r := rs[k];
        r_keys[k] := r.tenant || separator || r.id;
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
                FOREACH account_name IN ARRAY r.path LOOP
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
            booked_before = c.booked_before, late = c.late
        FROM each_reservation(ARRAY(SELECT rs[g] FROM generate_subscripts(r_changed, 1) g WHERE r_changed[g])) c
        WHERE x.tenant = c.tenant AND x.id = c.id;
    END IF;
    IF cardinality(book_changed) > 0 THEN
        UPDATE account x
        SET limits = c.limits, policy_limits = c.policy_limits, overrides = c.overrides, grants = c.grants,
            overdraft = c.overdraft, reserved = c.reserved, spent = c.spent, period_unit = c.period_unit,
            period_zone = c.period_zone, period_end = c.period_end, sequence = c.sequence
        FROM each_account(ARRAY(SELECT books[g] FROM generate_subscripts(book_changed, 1) g WHERE book_changed[g])) c
        WHERE x.tenant = c.tenant AND x.account = c.account;
    END IF;
    IF made THEN
        -- An account that was made for a command that never came to look at it does not exist.
        DELETE FROM account x
        USING each_account(ARRAY(SELECT books[g] FROM generate_subscripts(books, 1) g WHERE book_changed[g] IS NOT TRUE)) c
        WHERE x.tenant = c.tenant AND x.account = c.account AND x.sequence = 0
            AND x.reserved = nothing AND x.spent = nothing AND x.grants = nothing
            AND x.policy_limits = '{-1,-1,-1,-1,-1,-1}' AND x.xmin = pg_current_xact_id()::xid;
    END IF;
    IF cardinality(entries) > 0 THEN
        INSERT INTO outbox (tenant, entry) SELECT (entries[g]).tenant, entries[g] FROM generate_subscripts(entries, 1) g;
    END IF;
END $$;

-- The books of some accounts of a tenant, in the period that now is, in the order of their keys.
CREATE FUNCTION look(of_tenant text, names text[], known calendar) RETURNS SETOF account
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    AS $$
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
            SET grants = book.grants, spent = book.spent, period_end = book.period_end, sequence = book.sequence
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
    RETURNS SETOF answer LANGUAGE plpgsql
    SET search_path FROM CURRENT
    AS $$
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
        period_end = book.period_end, sequence = book.sequence
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
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    AS $$
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
