-- The rules of one step, on copies of the rows it needs; they are those of docs/semantics.md. What uses them locks the rows
-- first and writes them afterwards.
--
-- Names are looked up in the schema that the session's search path begins with.

-- The store's clock. Read after the locks are held.
CREATE FUNCTION now_millis() RETURNS bigint
    LANGUAGE sql VOLATILE
    RETURN floor(date_part('epoch', clock_timestamp()) * 1000)::bigint;

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
    book.period_from := moment;
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

-- The first resource of which an account has too little; null when it has enough of all.
CREATE FUNCTION lacking(book account, amounts bigint[]) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
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
