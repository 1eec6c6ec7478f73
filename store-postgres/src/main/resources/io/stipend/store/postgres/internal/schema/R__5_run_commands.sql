-- Runs the commands of a batch one after the other, each on what those before it left: whatever a batch may hold.
--
-- Inputs:     the batch, with its targets resolved, and the caller's calendar.
-- Outputs:    an answer to each command.
-- Invariants: locks are taken in one order, by every node: reservations by key, parents among them, then accounts by key. The clock
--             is read when they are held. Accounts are written once, at the end, for a hot one would have a version for each command.
--             Where a step names another reservation meanwhile, or one comes to be due only while the accounts are waited for,
--             the batch fails with 40001 and is run again.

-- The commands of a batch, in their order; holders are the reservations that have the steps they want to bind.
CREATE OR REPLACE FUNCTION commands_of(b batch, holders text[]) RETURNS SETOF command
    LANGUAGE sql STABLE AS $$
    SELECT c.number, c.verb, c.tenant, c.target, c.holder, c.operation, c.fingerprint,
        b.amounts[6 * c.number - 5 : 6 * c.number], c.reported, c.lease, b.most_held[6 * c.number - 5 : 6 * c.number],
        b.at_least[6 * c.number - 5 : 6 * c.number], c.policy,
        c.swarm, c.step,
        nullif(b.attributes[coalesce(b.attribute_ends[c.number - 1], 0) + 1 : c.attribute_end], '{}'),
        ARRAY(
            SELECT b.accounts[p.place]
            FROM unnest(b.paths[coalesce(b.path_ends[c.number - 1], 0) + 1 : c.path_end]) WITH ORDINALITY AS p(place, i)
            ORDER BY p.i),
        CASE cardinality(b.fits) WHEN 0 THEN b.amounts[6 * c.number - 5 : 6 * c.number]
            ELSE b.fits[6 * c.number - 5 : 6 * c.number] END,
        nullif(b.ceilings[6 * coalesce(b.path_ends[c.number - 1], 0) + 1 : 6 * c.path_end], '{}'),
        b.asks_balances[c.number]
    FROM (
        SELECT u.*, u.i::integer AS number
        FROM unnest(b.verbs, b.tenants, b.targets, holders, b.operations, b.fingerprints, b.reported, b.leases, b.policies,
            b.swarms, b.steps, b.attribute_ends, b.path_ends) WITH ORDINALITY
            AS u(verb, tenant, target, holder, operation, fingerprint, reported, lease, policy, swarm, step, attribute_end, path_end, i)
        OFFSET 0) c
    ORDER BY c.number
$$;

-- The names, with reservations in the place of those that are steps; null where the step is unknown.
CREATE OR REPLACE FUNCTION resolve_steps(tenants text[], names text[], are_steps boolean[]) RETURNS text[]
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT CASE WHEN c.is_step THEN s.reservation ELSE c.name END
        FROM unnest(tenants, names, are_steps) WITH ORDINALITY AS c(tenant, name, is_step, i)
            LEFT JOIN step s ON c.is_step AND s.tenant = c.tenant AND s.step = c.name
        ORDER BY c.i);
END $$;

-- Locks the reservations that are named and those that they were split from, and then the accounts: those of the reserves, which
-- are made if they are not there, and those of the reservations if they are to be closed or enlarged, or may be due.
CREATE OR REPLACE FUNCTION lock_rows(b batch, holders text[]) RETURNS locked_rows
    LANGUAGE plpgsql AS $$
DECLARE
    locked locked_rows;
    soon   bigint;
    wanted_tenants  text[];
    wanted_accounts text[];
    wanted_terms    integer[]; -- where the account is among those of the reserves
BEGIN
    SELECT array_agg(l.tenant || chr(1) || l.id), array_agg(l.x) INTO locked.reservation_keys, locked.reservations
    FROM (
        SELECT x.tenant, x.id, x
        FROM (
            WITH named AS MATERIALIZED (
                SELECT c.tenant, c.id FROM unnest(b.tenants || b.tenants, b.targets || holders) AS c(tenant, id)
                UNION SELECT c.tenant, c.child FROM unnest(b.verbs, b.tenants, b.operations) AS c(verb, tenant, child) WHERE c.verb = 8)
            SELECT n.tenant, n.id FROM named n
            UNION SELECT x.tenant, x.parent FROM named n JOIN reservation x ON x.tenant = n.tenant AND x.id = n.id
            WHERE x.parent IS NOT NULL) c
            JOIN reservation x ON x.tenant = c.tenant AND x.id = c.id
        ORDER BY x.tenant, x.id FOR UPDATE OF x) l;
    soon := now_millis() + 1000;
    SELECT array_agg(w.tenant), array_agg(w.account), array_agg(w.i) INTO wanted_tenants, wanted_accounts, wanted_terms
    FROM (
        SELECT w.tenant, w.account, max(w.i)::integer AS i
        FROM (
            SELECT n.tenant COLLATE "C" AS tenant, n.account COLLATE "C" AS account, n.i
            FROM unnest(b.account_tenants, b.accounts) WITH ORDINALITY AS n(tenant, account, i)
            UNION ALL
            SELECT x.tenant, p.account, NULL
            FROM unnest(locked.reservations) AS x CROSS JOIN LATERAL unnest(x.path) AS p(account)
            WHERE b.verbs && '{2,3,4,5}' OR (x.state = 0 AND x.expires_at <= soon)) w
        GROUP BY w.tenant, w.account ORDER BY w.tenant, w.account) w;
    locked.made := '{}';
    LOOP
        SELECT array_agg(l.tenant || chr(1) || l.account), array_agg(l.x), array_agg(l.terms)
        INTO locked.account_keys, locked.accounts, locked.terms
        FROM (
            SELECT x.tenant, x.account, x, ROW(b.limits[6 * w.i - 5 : 6 * w.i], b.overdrafts[6 * w.i - 5 : 6 * w.i],
                b.period_codes[w.i], b.zones[w.i])::terms AS terms
            FROM unnest(wanted_tenants, wanted_accounts, wanted_terms) AS w(tenant, account, i)
                JOIN account x ON x.tenant = w.tenant AND x.account = w.account
            ORDER BY x.tenant, x.account FOR UPDATE OF x) l;
        EXIT WHEN cardinality(locked.accounts) = cardinality(wanted_accounts) OR wanted_accounts IS NULL;
        WITH added AS (
            INSERT INTO account (tenant, account)
            SELECT * FROM unnest(wanted_tenants, wanted_accounts) ORDER BY 1, 2 ON CONFLICT DO NOTHING
            RETURNING tenant, account
        )
        SELECT locked.made || array_agg(a.tenant || chr(1) || a.account) INTO locked.made FROM added a;
    END LOOP;
    RETURN locked;
END $$;

-- Those of the batch's tenants that are frozen, where it has a reserve or an extension. To be called when the rows are locked: see
-- await_verbs().
CREATE OR REPLACE FUNCTION frozen_tenants(b batch) RETURNS frozen_tenant[]
    LANGUAGE plpgsql AS $$
BEGIN
    IF NOT b.verbs && '{0,2}' THEN
        RETURN '{}';
    END IF;
    RETURN ARRAY(SELECT f FROM frozen_tenant f WHERE f.tenant = ANY (b.tenants));
END $$;

-- Keeps what later commands, perhaps of this batch, find a reservation or an answer by: the step of a reserve (0) or a bind (6),
-- the operation of a report (1) or an extension (2); of a split (8) the step, and of all what moved to a parent or from it.
CREATE OR REPLACE FUNCTION write_keys(c command, verb integer, e entry, p entry) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    IF p.kind IS NOT NULL THEN
        INSERT INTO operation
        VALUES (p.tenant, p.stream, chr(9) || p.sequence, 0, 3, p.report, 0, 0, p.sequence, p.at, p.step, p.held, p.used, p.peak_before,
            p.peak, p.expires_at, NULL, NULL, p.child);
    END IF;
    IF verb IN (1, 2) THEN
        INSERT INTO operation
        VALUES (e.tenant, e.stream, e.operation, e.fingerprint, verb, e.report, e.reported, e.lease_millis, e.sequence, e.at, e.step,
            e.held, e.used, e.peak_before, e.peak, e.expires_at, e.asked, e.at_least);
    ELSIF verb IN (0, 6, 8) AND c.step IS NOT NULL THEN
        INSERT INTO step VALUES (c.tenant, c.step, CASE verb WHEN 8 THEN c.operation ELSE c.target END)
        ON CONFLICT (tenant, step) DO UPDATE SET reservation = excluded.reservation WHERE step.reservation = c.holder;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'step % has another reservation meanwhile', c.step USING ERRCODE = '40001';
        END IF;
    END IF;
END $$;

-- Writes the reservations that were changed; those after the ones that were there are new.
CREATE OR REPLACE FUNCTION write_reservations(reservations reservation[], are_changed boolean[], old integer) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reservation SELECT * FROM unnest(reservations[old + 1 :]);
    UPDATE reservation x
    SET held = c.held, used = c.used, peak = c.peak, expires_at = c.expires_at, step = c.step, sequence = c.sequence,
        state = c.state, closed_at = c.closed_at, closing_operation = c.closing_operation,
        closing_fingerprint = c.closing_fingerprint, report = c.report, reported = c.reported,
        overrun_policy = c.overrun_policy, charged = c.charged, booked_before = c.booked_before, booked_at = c.booked_at, late = c.late
    FROM unnest(ARRAY(SELECT reservations[g] FROM generate_series(1, old) g WHERE are_changed[g])) c
    WHERE x.tenant = c.tenant AND x.id = c.id;
END $$;

-- Writes the accounts that a command looked at. One that was made for a command that never came to look at it does not exist.
CREATE OR REPLACE FUNCTION write_accounts(accounts account[], are_seen boolean[], made text[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    UPDATE account x
    SET limits = c.limits, policy_limits = c.policy_limits, overrides = c.overrides, grants = c.grants,
        overdraft = c.overdraft, reserved = c.reserved, spent = c.spent, period_code = c.period_code,
        period_zone = c.period_zone, period_from = c.period_from, period_end = c.period_end,
        period_number = c.period_number, sequence = c.sequence
    FROM unnest(ARRAY(SELECT accounts[g] FROM generate_subscripts(are_seen, 1) g WHERE are_seen[g])) c
    WHERE x.tenant = c.tenant AND x.account = c.account AND x IS DISTINCT FROM c::account;
    IF made <> '{}' THEN
        DELETE FROM account x
        USING unnest(ARRAY(SELECT accounts[g] FROM generate_subscripts(accounts, 1) g WHERE are_seen[g] IS NOT TRUE)) c
        WHERE x.tenant = c.tenant AND x.account = c.account AND (x.tenant || chr(1) || x.account) = ANY (made);
    END IF;
END $$;

-- Writes what the commands of a batch have led to: reservations, accounts, and the entries of the journal.
CREATE OR REPLACE FUNCTION write_all(
        reservations reservation[], are_changed boolean[], old integer, accounts account[], are_seen boolean[], made text[],
        entries entry[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM write_reservations(reservations, are_changed, old);
    PERFORM write_accounts(accounts, are_seen, made);
    INSERT INTO outbox (tenant, entry) SELECT e.tenant, e::entry FROM unnest(entries) AS e WHERE e.kind IS NOT NULL;
END $$;

-- Where a reservation is among those that are locked.
CREATE OR REPLACE FUNCTION place_of(keys text[], of_tenant text, id text) RETURNS integer
    LANGUAGE sql IMMUTABLE
    RETURN array_position(keys, of_tenant || chr(1) || id);

-- Where the accounts that a verb looks at are among those that are locked: those of its path, for a report or a bind none, nor for a
-- split, or an extension that takes from a parent.
CREATE OR REPLACE FUNCTION places_of(c command, verb integer, r reservation, p reservation, keys text[]) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    path   CONSTANT text[] := CASE WHEN verb IN (0, 7) THEN c.path ELSE r.path::text[] END;
    places integer[] := '{}';
    name   text;
BEGIN
    IF verb IN (1, 6, 8) OR (verb = 2 AND (c.amounts = '{0,0,0,0,0,0}' OR p.id IS NOT NULL)) THEN
        RETURN places;
    END IF;
    FOREACH name IN ARRAY path LOOP
        places := places || array_position(keys, c.tenant || chr(1) || name);
        IF places[cardinality(places)] IS NULL THEN
            RAISE EXCEPTION 'account % of tenant % is not locked', name, c.tenant USING ERRCODE = '40001';
        END IF;
    END LOOP;
    RETURN places;
END $$;

-- The accounts at these places in the period that now is and, where a reserve, a charge or an extension brings them, on policy's
-- terms.
CREATE OR REPLACE FUNCTION renewals_of(
        c command, verb integer, accounts account[], policies terms[], places integer[], moment bigint, known calendar)
    RETURNS account_change[]
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    renewals account_change[] := '{}';
    brings   boolean;
BEGIN
    FOR i IN 1 .. cardinality(places) LOOP
        brings := verb IN (0, 7) OR (verb = 2 AND (accounts[places[i]]).account = ANY (c.path));
        renewals[i] := bring_up_to_date(accounts[places[i]], CASE WHEN brings THEN policies[places[i]] END, moment, known);
    END LOOP;
    RETURN renewals;
END $$;

-- Adds to a refusal for want of budget the due reservations that hold on the accounts, a line each: of the 1,000 that have been due
-- longest, 16 at most. Where too little of a parent is idle, 16 of its due children. They are not expired here, for their rows
-- would be locked after those of accounts. The caller expires them, and comes again.
CREATE OR REPLACE FUNCTION with_due_holds(refusal answer, p reservation, books account[], moment bigint) RETURNS answer
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    names     text[];
    of_tenant text;
BEGIN
    IF refusal.outcome = 13 THEN
        refusal.subject := refusal.subject || (
            SELECT coalesce(string_agg(chr(10) || h.id, '' ORDER BY h.expires_at, h.id), '')
            FROM (
                SELECT x.id, x.expires_at FROM reservation x
                WHERE x.tenant = p.tenant AND x.parent = p.id AND x.parent IS NOT NULL AND x.state = 0 AND x.expires_at <= moment
                ORDER BY x.expires_at, x.id LIMIT 16) h);
        RETURN refusal;
    END IF;
    IF (refusal.outcome IN (5, 11)) IS NOT TRUE THEN
        RETURN refusal;
    END IF;
    SELECT array_agg(b.account), min(b.tenant) INTO names, of_tenant FROM unnest(books) b;
    refusal.subject := refusal.subject || (
        SELECT coalesce(string_agg(chr(10) || h.id, '' ORDER BY h.expires_at, h.id), '')
        FROM (
            SELECT d.id, d.expires_at
            FROM (
                SELECT x.tenant, x.id, x.path, x.expires_at FROM reservation x
                WHERE x.state = 0 AND x.expires_at <= moment
                ORDER BY x.expires_at LIMIT 1000) d
            WHERE d.tenant = of_tenant AND d.path::text[] && names
            ORDER BY d.expires_at, d.id LIMIT 16) h);
    RETURN refusal;
END $$;

-- What is available on each account of a path, six for each, in the period that now is, whether or not it has been begun; null for a
-- resource without a limit. Nothing is locked.
CREATE OR REPLACE FUNCTION balances_of(of_tenant text, path text[], moment bigint) RETURNS bigint[]
    LANGUAGE plpgsql AS $$
DECLARE
    balances bigint[] := '{}';
    name     text;
    book     account;
    granted  bigint;
    spent    bigint;
BEGIN
    FOREACH name IN ARRAY path LOOP
        SELECT * INTO book FROM account x WHERE x.tenant = of_tenant AND x.account = name;
        FOR i IN 1 .. 6 LOOP
            granted := book.grants[i];
            spent := book.spent[i];
            IF moment >= book.period_end THEN
                granted := greatest(0, granted - greatest(0, spent - book.limits[i]));
                spent := 0;
            END IF;
            balances := array_append(balances,
                CASE WHEN book.limits[i] >= 0 THEN book.limits[i] + granted - spent - book.reserved[i] END);
        END LOOP;
    END LOOP;
    RETURN balances;
END $$;

-- What a verb does, where nothing is frozen and no due hold is in its way: those are told with the refusal. An extension that takes
-- what there is takes less than it wants only where none is.
CREATE OR REPLACE FUNCTION try_verb(
        c command, verb integer, r reservation, p reservation, path account[], frozen frozen_tenant[], moment bigint) RETURNS change
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    refusal CONSTANT answer := freeze_of(c, verb, p, path, frozen);
    done    change;
    told    answer;
BEGIN
    IF refusal.outcome IS NOT NULL THEN
        RETURN refused(refusal);
    END IF;
    done := apply_verb(c, verb, r, p, path, moment);
    told := with_due_holds(done.refusal, p, path, moment);
    IF verb = 2 AND c.policy = 0 AND told.outcome IN (5, 11, 13) AND told.subject = (done.refusal).subject THEN
        c.policy := 1;
        RETURN apply_verb(c, verb, r, p, path, moment);
    END IF;
    done.refusal := told;
    RETURN done;
END $$;

-- The answers, with the balances of the path where they were asked for. The accounts are written by then.
CREATE OR REPLACE FUNCTION with_balances(answers answer[], are_asked boolean[], moment bigint) RETURNS SETOF answer
    LANGUAGE plpgsql AS $$
DECLARE
    a answer;
BEGIN
    FOREACH a IN ARRAY answers LOOP
        IF are_asked[a.command] AND a.outcome IN (0, 1) THEN
            a.balances := balances_of((a.entry).tenant, (a.entry).path, moment);
        END IF;
        RETURN NEXT a;
    END LOOP;
END $$;

-- The answer to a verb that is done. Of a reserve (0) the caller knows what was written, of a split (8) all but what its parent is.
CREATE OR REPLACE FUNCTION done_answer(verb integer, done change) RETURNS answer
    LANGUAGE sql IMMUTABLE
    RETURN new_answer(0, entry => CASE verb WHEN 0 THEN NULL WHEN 8 THEN done.parent_entry ELSE done.entry END);

CREATE OR REPLACE FUNCTION numbered(a answer, number integer, moment bigint) RETURNS answer
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    a.command := number;
    a.at := coalesce(a.at, moment);
    RETURN a;
END $$;

-- Each command in three passes: the reservation that has the step it wants is expired if it is due, then its own reservation
-- is, then its verb is done.
CREATE OR REPLACE FUNCTION run_commands(b batch, known calendar) RETURNS SETOF answer
    LANGUAGE plpgsql AS $$
DECLARE
    holders      CONSTANT text[] := resolve_steps(b.tenants, b.steps, array_fill(true, ARRAY[cardinality(b.verbs)]));
    locked       CONSTANT locked_rows := lock_rows(b, holders);
    frozen       CONSTANT frozen_tenant[] := frozen_tenants(b);
    moment       CONSTANT bigint := now_millis();
    reservations reservation[] := coalesce(locked.reservations, '{}');
    are_changed  boolean[] := '{}';
    accounts     account[] := locked.accounts;
    are_seen     boolean[] := '{}';
    entries      entry[] := '{}';
    c            command;
    target       integer;
    holder       integer;
    a            answer;
    r            reservation;
    p            reservation;
    verb         integer;
    places       integer[];
    place        integer;
    path         account[];
    renewals     account_change[];
    done         change;
    answers      answer[] := '{}';
BEGIN
    FOR c IN SELECT * FROM commands_of(b, holders) LOOP
        target := place_of(locked.reservation_keys, c.tenant, c.target);
        holder := place_of(locked.reservation_keys, c.tenant, c.holder);
        a := first_answer(c, reservations[place_of(locked.reservation_keys, c.tenant, CASE c.verb WHEN 8 THEN c.operation ELSE c.target END)]);
        FOR pass IN 1 .. 3 LOOP
            EXIT WHEN a.outcome IS NOT NULL;
            place := CASE pass WHEN 1 THEN holder ELSE target END;
            r := reservations[place];
            CONTINUE WHEN pass < 3 AND (r.state IS DISTINCT FROM 0 OR moment < r.expires_at);
            verb := CASE pass WHEN 3 THEN c.verb ELSE 5 END;
            a := CASE pass WHEN 3 THEN answer_without_change(c, r, (reservations[holder]).state = 0) END;
            EXIT WHEN a.outcome IS NOT NULL;
            p := open_parent(verb, r, reservations[place_of(locked.reservation_keys, r.tenant, r.parent)], moment);
            places := places_of(c, verb, r, p, locked.account_keys);
            renewals := renewals_of(c, verb, accounts, locked.terms, places, moment, known);
            path := '{}';
            FOR i IN 1 .. cardinality(places) LOOP
                path[i] := (renewals[i]).account;
                accounts[places[i]] := path[i];
                are_seen[places[i]] := true;
                entries := entries || (renewals[i]).entries;
            END LOOP;
            done := try_verb(c, verb, r, p, path, frozen, moment);
            a := done.refusal;
            EXIT WHEN a.outcome IS NOT NULL;
            place := CASE WHEN verb IN (0, 7, 8) THEN cardinality(reservations) + 1 ELSE place END;
            reservations[place] := done.reservation; are_changed[place] := true;
            IF (done.parent).id IS NOT NULL THEN
                place := place_of(locked.reservation_keys, p.tenant, p.id);
                reservations[place] := done.parent; are_changed[place] := true;
            END IF;
            FOREACH place IN ARRAY places LOOP
                accounts[place].reserved := plus(accounts[place].reserved, done.hold_by);
                accounts[place].spent := plus(accounts[place].spent, done.spend_by);
            END LOOP;
            entries := entries || done.entry || done.parent_entry;
            PERFORM write_keys(c, verb, done.entry, done.parent_entry);
            a := CASE WHEN pass = 3 OR c.verb = 5 THEN done_answer(verb, done) END;
        END LOOP;
        answers := answers || numbered(a, c.number, moment);
    END LOOP;
    PERFORM write_all(reservations, are_changed, coalesce(cardinality(locked.reservations), 0), accounts, are_seen, locked.made, entries);
    RETURN QUERY SELECT * FROM with_balances(answers, b.asks_balances, moment);
END $$;
