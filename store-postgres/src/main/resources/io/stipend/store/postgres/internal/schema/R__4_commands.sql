-- What one command does, decided on copies of the rows it needs; the rules are those of docs/semantics.md.
--
-- Inputs:     the command; its reservation, or a row of nulls; the accounts of the path, in the period that now is and, for a
--             reserve, on policy's terms; the moment.
-- Outputs:    a change: a refusal, or what is to be written.
-- Invariants: nothing is written, and only first_answer() reads. The rows are locked.

-- The first answer to a command that was done before, or that it contradicts what was; null if it is new. Whatever has become
-- of the reservation since: the target or, of a split, the child.
CREATE OR REPLACE FUNCTION first_answer(c command, r reservation) RETURNS answer
    LANGUAGE plpgsql STABLE AS $$
DECLARE
    o operation;
BEGIN
    IF r.id IS NULL THEN
        RETURN NULL;
    ELSIF c.verb IN (0, 7, 8) AND (r.fingerprint <> c.fingerprint OR (c.verb = 7) <> (r.state = 4)) THEN
        RETURN new_answer(3);
    ELSIF c.verb = 7 THEN
        RETURN new_answer(1, at => r.opened_at, entry => charged_entry(r));
    ELSIF c.verb IN (0, 8) THEN
        r.held := r.asked;
        r.step := r.asked_step;
        r.expires_at := r.opened_at + r.lease_millis;
        RETURN new_answer(1, at => r.opened_at, entry => opened_entry(r));
    ELSIF r.closing_operation = c.operation AND r.state < 3 THEN
        RETURN new_answer(
            CASE WHEN r.state = c.verb - 2 AND r.closing_fingerprint = c.fingerprint THEN 1 ELSE 3 END,
            entry => closing_entry(r));
    ELSIF r.sequence = 1 OR c.verb NOT BETWEEN 1 AND 4 THEN
        RETURN NULL;
    END IF;
    SELECT * INTO o FROM operation x
    WHERE x.tenant = r.tenant AND x.reservation = r.id AND x.operation = c.operation;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    r.sequence := o.sequence;
    r.step := o.step;
    r.held := o.held;
    r.used := o.used;
    r.peak := o.peak;
    r.expires_at := o.expires_at;
    RETURN new_answer(
        CASE WHEN o.verb = c.verb AND o.fingerprint = c.fingerprint THEN 1 ELSE 3 END,
        entry => operation_entry(
            r, o.verb, o.at, c.operation, o.fingerprint, o.report, o.reported, o.lease_millis, o.peak_before,
            o.asked, o.at_least));
END $$;

-- The refusal of an extension after which a reservation would hold more than it may, or more than can be counted, with the least
-- that is wanted; null if it would not.
CREATE OR REPLACE FUNCTION excess(c command, r reservation) RETURNS answer
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    held CONSTANT bigint[] := plus(r.held, c.at_least);
BEGIN
    IF max_amount() < ANY (held) THEN
        RETURN new_answer(9);
    END IF;
    FOR i IN 1 .. 6 LOOP
        IF c.at_least[i] > 0 AND c.most_held[i] >= 0 AND held[i] > c.most_held[i] THEN
            RETURN new_answer(10, resource => i - 1, needed => held[i], available => c.most_held[i]);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- The refusal of a settlement that may not be charged more than is held, and would be; null if it would not.
CREATE OR REPLACE FUNCTION overrun(c command, r reservation) RETURNS answer
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    used CONSTANT bigint[] := final_figures(r.used, c.amounts, c.reported);
BEGIN
    IF c.policy <> 2 OR is_within(used, r.held) THEN
        RETURN NULL;
    END IF;
    RETURN new_answer(8, entry => new_entry(3, r.tenant, r.id, r.sequence, r.opened_at, held => r.held, used => used));
END $$;

-- What is to be said of a command before its accounts are looked at: a refusal, or that there is nothing to do; null if there is.
-- So one that is refused for what its reservation is begins no account's period.
CREATE OR REPLACE FUNCTION answer_without_change(c command, r reservation, is_step_taken boolean) RETURNS answer
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN CASE
        WHEN r.id IS NULL AND c.verb NOT IN (0, 7) THEN new_answer(2)
        WHEN c.verb = 5 THEN new_answer(0) -- it is expired already, or not due
        WHEN c.verb > 0 AND r.state > 0 AND NOT (c.verb = 3 AND r.state = 3) THEN new_answer(4, entry => closing_entry(r))
        WHEN c.verb = 6 AND r.step = c.step THEN new_answer(0)
        WHEN c.verb = 6 AND r.step IS NOT NULL THEN new_answer(7, subject => r.step)
        WHEN is_step_taken THEN new_answer(6, subject => c.holder)
        WHEN c.verb = 2 THEN excess(c, r)
        WHEN c.verb = 3 THEN overrun(c, r) END;
END $$;

-- The refusal of amounts of which an account of the path has too little or, where all have enough, of which a ceiling leaves too
-- little; null if neither. Ceilings are six for each account of the path, -1 for none, or null.
CREATE OR REPLACE FUNCTION insufficiency(path account[], amounts bigint[], ceilings bigint[]) RETURNS answer
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    book account;
    ceiling bigint;
    available bigint;
BEGIN
    FOREACH book IN ARRAY path LOOP
        FOR i IN 1 .. 6 LOOP
            available := reservable(book.limits[i], book.grants[i], book.overdraft[i], book.reserved[i], book.spent[i]);
            IF amounts[i] > greatest(0, available) THEN
                RETURN new_answer(5, subject => book.account, resource => i - 1, needed => amounts[i], available => available);
            END IF;
        END LOOP;
    END LOOP;
    FOR k IN 1 .. coalesce(cardinality(ceilings) / 6, 0) LOOP
        book := path[k];
        FOR i IN 1 .. 6 LOOP
            ceiling := ceilings[6 * k - 6 + i];
            available := ceiling - book.reserved[i] - book.spent[i];
            IF ceiling >= 0 AND amounts[i] > greatest(0, available) THEN
                RETURN new_answer(11, subject => book.account, resource => i - 1, needed => amounts[i], available => available);
            END IF;
        END LOOP;
    END LOOP;
    RETURN NULL;
END $$;

-- The refusal of a reserve, or of an extension that adds anything from the accounts, where the tenant or an account of the path is
-- frozen; null if neither is, or the verb is another one.
CREATE OR REPLACE FUNCTION freeze_of(c command, verb integer, p reservation, path account[], frozen frozen_tenant[]) RETURNS answer
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    own  frozen_tenant;
    book account;
BEGIN
    IF verb NOT IN (0, 2) OR (verb = 2 AND (0 >= ALL (c.amounts) OR p.id IS NOT NULL)) THEN
        RETURN NULL;
    END IF;
    FOREACH own IN ARRAY frozen LOOP
        IF own.tenant = c.tenant THEN
            RETURN new_answer(12, subject => 'tenant:' || own.tenant || chr(10) || own.reason);
        END IF;
    END LOOP;
    FOREACH book IN ARRAY path LOOP
        IF book.frozen IS NOT NULL THEN
            RETURN new_answer(12, subject => book.account || chr(10) || book.frozen);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION apply_reserve(c command, path account[], moment bigint) RETURNS change
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    refusal answer := insufficiency(path, c.fit, c.ceilings);
    r       reservation;
BEGIN
    IF refusal.outcome IS NOT NULL THEN
        RETURN refused(refusal);
    END IF;
    r.tenant := c.tenant;
    r.id := c.target;
    r.fingerprint := c.fingerprint;
    r.path := c.path;
    r.asked := c.amounts;
    r.held := c.amounts;
    r.used := '{0,0,0,0,0,0}';
    r.peak := 0;
    r.lease_millis := c.lease;
    r.on_expiry := c.policy;
    r.opened_at := moment;
    r.expires_at := moment + c.lease;
    r.swarm := c.swarm;
    r.asked_step := c.step;
    r.step := c.step;
    r.attributes := c.attributes;
    r.sequence := 1;
    r.state := 0;
    r.late := false;
    RETURN changed(r, opened_entry(r), hold_by => c.amounts);
END $$;

-- The parent that a verb on a reservation takes from or gives to: of a split itself, else the one that it was split from, if that is
-- open. One that is due counts as closed.
CREATE OR REPLACE FUNCTION open_parent(verb integer, r reservation, p reservation, moment bigint) RETURNS reservation
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN verb = 8 THEN r
        WHEN verb BETWEEN 2 AND 5 AND r.state = 0 AND p.state = 0 AND moment < p.expires_at AND p.opened_at = r.parent_opened_at
            THEN p END;

-- The refusal of amounts of which too little is idle; null if there is enough.
CREATE OR REPLACE FUNCTION idle_lack(p reservation, amounts bigint[]) RETURNS answer
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    idle CONSTANT bigint[] := excess_over(p.held, p.used);
BEGIN
    FOR i IN 1 .. 6 LOOP
        IF amounts[i] > idle[i] THEN
            RETURN new_answer(13, subject => p.id, resource => i - 1, needed => amounts[i], available => idle[i]);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Makes a part of what is idle of the parent a reservation of its own.
CREATE OR REPLACE FUNCTION apply_split(c command, p reservation, moment bigint) RETURNS change
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    refusal CONSTANT answer := idle_lack(p, c.amounts);
    r       reservation := p;
BEGIN
    IF refusal.outcome IS NOT NULL THEN
        RETURN refused(refusal);
    END IF;
    r.id := c.operation;
    r.fingerprint := c.fingerprint;
    r.asked := c.amounts;
    r.held := c.amounts;
    r.used := '{0,0,0,0,0,0}';
    r.peak := 0;
    r.lease_millis := CASE c.lease WHEN 0 THEN p.lease_millis ELSE c.lease END;
    r.on_expiry := CASE c.policy WHEN -1 THEN p.on_expiry ELSE c.policy END;
    r.opened_at := moment;
    r.expires_at := moment + r.lease_millis;
    r.asked_step := c.step;
    r.step := c.step;
    r.attributes := c.attributes;
    r.sequence := 1;
    r.parent := p.id;
    r.parent_opened_at := p.opened_at;
    RETURN moving(changed(r, opened_entry(r)), p, minus('{0,0,0,0,0,0}', c.amounts), moment, r.lease_millis);
END $$;

CREATE OR REPLACE FUNCTION apply_report(c command, r reservation, moment bigint) RETURNS change
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    used        bigint[] := used_after(r.used, c.amounts);
    peak_before float8 := r.peak;
BEGIN
    IF max_amount() < ANY (used) THEN
        RETURN refused(new_answer(9));
    END IF;
    r.used := used;
    r.peak := peak_after(r.peak, used, r.held);
    r.expires_at := renewed(r.expires_at, moment, r.lease_millis);
    r.sequence := r.sequence + 1;
    RETURN changed(
        r, operation_entry(r, c.verb, moment, c.operation, c.fingerprint, c.amounts, c.reported, c.lease, peak_before));
END $$;

-- How much more an extension wants, within what the reservation may hold.
CREATE OR REPLACE FUNCTION permitted(c command, r reservation) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    result bigint[] := '{0,0,0,0,0,0}';
    most   bigint;
BEGIN
    FOR i IN 1 .. 6 LOOP
        most := CASE WHEN c.most_held[i] >= 0 THEN c.most_held[i] ELSE max_amount() END;
        result[i] := greatest(0, least(c.amounts[i], most - r.held[i]));
    END LOOP;
    RETURN result;
END $$;

-- The ceilings of an extension on the accounts of the path, six for each, -1 for none; null if it has none at all.
CREATE OR REPLACE FUNCTION ceilings_on(path account[], c command) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    result bigint[] := '{}';
    book   account;
    place  integer;
BEGIN
    IF c.ceilings IS NULL THEN
        RETURN NULL;
    END IF;
    FOREACH book IN ARRAY path LOOP
        place := array_position(c.path, book.account::text);
        result := result || CASE WHEN place IS NULL THEN '{-1,-1,-1,-1,-1,-1}'::bigint[] ELSE c.ceilings[6 * place - 5 : 6 * place] END;
    END LOOP;
    RETURN result;
END $$;

-- What there is of these amounts on all accounts, under ceilings; nothing of what one of them is in debt of.
CREATE OR REPLACE FUNCTION at_most_available(path account[], amounts bigint[], ceilings bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    book    account;
    ceiling bigint;
BEGIN
    FOR k IN 1 .. cardinality(path) LOOP
        book := path[k];
        FOR i IN 1 .. 6 LOOP
            ceiling := ceilings[6 * k - 6 + i];
            amounts[i] := greatest(0, least(amounts[i],
                reservable(book.limits[i], book.grants[i], book.overdraft[i], book.reserved[i], book.spent[i]),
                CASE WHEN ceiling >= 0 THEN ceiling - book.reserved[i] - book.spent[i] END));
        END LOOP;
    END LOOP;
    RETURN amounts;
END $$;

-- What an extension gives back: what it says, as far as it is idle.
CREATE OR REPLACE FUNCTION idle_of(c command, r reservation) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    result bigint[] := '{0,0,0,0,0,0}';
BEGIN
    FOR i IN 1 .. 6 LOOP
        result[i] := greatest(0, least(-c.amounts[i], r.held[i] - r.used[i]));
    END LOOP;
    RETURN result;
END $$;

-- An extension that finds too little of what it wants is refused first, so that due holds are expired for it; the second time,
-- with policy 1, it takes what there is. A child takes from what is idle of its parent, and gives to it; accounts are not asked then.
CREATE OR REPLACE FUNCTION apply_extend(c command, r reservation, p reservation, path account[], moment bigint) RETURNS change
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    takes   CONSTANT boolean := c.policy = 1;
    of_child CONSTANT boolean := p.id IS NOT NULL;
    idle    CONSTANT bigint[] := idle_of(c, r);
    ceilings CONSTANT bigint[] := ceilings_on(path, c);
    added   bigint[] := permitted(c, r);
    needed  CONSTANT bigint[] := CASE WHEN takes THEN c.at_least ELSE added END;
    refusal CONSTANT answer := CASE WHEN of_child THEN idle_lack(p, needed) ELSE insufficiency(path, needed, ceilings) END;
    moved   bigint[];
BEGIN
    IF refusal.outcome IS NOT NULL THEN
        RETURN refused(refusal);
    END IF;
    IF of_child THEN
        added := at_most(added, excess_over(p.held, p.used));
    ELSIF takes THEN
        added := at_most_available(path, added, ceilings);
    END IF;
    moved := minus(added, idle);
    r.held := plus(r.held, moved);
    IF c.lease > 0 THEN
        r.expires_at := renewed(r.expires_at, moment, c.lease);
    END IF;
    r.sequence := r.sequence + 1;
    RETURN moving(
        changed(
            r, operation_entry(
                r, c.verb, moment, c.operation, c.fingerprint, moved, c.reported, c.lease, r.peak, c.amounts, c.at_least),
            hold_by => CASE WHEN of_child THEN '{0,0,0,0,0,0}'::bigint[] ELSE moved END),
        p, minus(room_for(idle, p.held), added), moment);
END $$;

-- Settles (3), releases (4) or expires (5) a reservation. A settle of an expired one books the difference, and is late. An expiry
-- may book all that is held. What a child was not charged its parent holds from now on, if that is open.
CREATE OR REPLACE FUNCTION apply_close(
        c command, verb integer, r reservation, p reservation, path account[], moment bigint) RETURNS change
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    is_settle CONSTANT boolean := verb = 3;
    booked    CONSTANT bigint[] := CASE r.state WHEN 0 THEN '{0,0,0,0,0,0}' ELSE r.charged END;
    returned  CONSTANT bigint[] := CASE r.state WHEN 0 THEN r.held ELSE '{0,0,0,0,0,0}' END;
    to_parent bigint[] := '{0,0,0,0,0,0}';
BEGIN
    r.report := CASE WHEN is_settle THEN c.amounts ELSE '{0,0,0,0,0,0}' END;
    r.reported := CASE WHEN is_settle THEN c.reported ELSE 0 END;
    r.overrun_policy := CASE WHEN is_settle THEN c.policy ELSE 0 END;
    r.used := final_figures(r.used, r.report, r.reported);
    r.booked_before := booked;
    r.booked_at := CASE WHEN r.state > 0 THEN r.closed_at END;
    r.charged := charge_of(r, CASE WHEN verb = 5 AND r.on_expiry = 1 THEN plus(r.used, excess_over(r.held, r.used)) ELSE r.used END,
        r.overrun_policy, path);
    r.late := r.state = 3;
    r.state := verb - 2;
    r.closed_at := moment;
    r.closing_operation := CASE verb WHEN 5 THEN 'expire' ELSE c.operation END;
    r.closing_fingerprint := CASE verb WHEN 5 THEN 0 ELSE c.fingerprint END;
    r.sequence := r.sequence + 1;
    IF p.id IS NOT NULL THEN
        to_parent := room_for(excess_over(returned, r.charged), p.held);
    END IF;
    RETURN moving(
        changed(r, closing_entry(r), hold_by => minus(to_parent, returned), spend_by => minus(r.charged, booked)),
        p, to_parent, moment);
END $$;

-- A charge is a reservation that is closed when it is opened: it holds nothing, so nothing covers what it books.
CREATE OR REPLACE FUNCTION apply_charge(c command, path account[], moment bigint) RETURNS change
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    refusal CONSTANT answer := CASE WHEN c.policy = 2 THEN insufficiency(path, c.amounts, NULL) END;
    r       reservation;
BEGIN
    IF refusal.outcome IS NOT NULL THEN
        RETURN refused(refusal);
    END IF;
    r.tenant := c.tenant;
    r.id := c.target;
    r.fingerprint := c.fingerprint;
    r.path := c.path;
    r.asked := '{0,0,0,0,0,0}';
    r.held := '{0,0,0,0,0,0}';
    r.used := c.amounts;
    r.peak := 0;
    r.lease_millis := 0;
    r.on_expiry := 0;
    r.opened_at := moment;
    r.expires_at := moment;
    r.swarm := c.swarm;
    r.attributes := c.attributes;
    r.sequence := 1;
    r.state := 0;
    r.charged := charge_of(r, c.amounts, c.policy, path);
    r.state := 4;
    r.closed_at := moment;
    r.closing_operation := 'charge';
    r.closing_fingerprint := c.fingerprint;
    r.report := c.amounts;
    r.reported := 15;
    r.overrun_policy := c.policy;
    r.booked_before := '{0,0,0,0,0,0}';
    r.late := false;
    RETURN changed(r, charged_entry(r), spend_by => r.charged);
END $$;

CREATE OR REPLACE FUNCTION apply_bind(c command, r reservation) RETURNS change
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    r.step := c.step;
    RETURN changed(r);
END $$;

CREATE OR REPLACE FUNCTION apply_verb(
        c command, verb integer, r reservation, p reservation, path account[], moment bigint) RETURNS change
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN CASE verb
        WHEN 0 THEN apply_reserve(c, path, moment)
        WHEN 1 THEN apply_report(c, r, moment)
        WHEN 2 THEN apply_extend(c, r, p, path, moment)
        WHEN 6 THEN apply_bind(c, r)
        WHEN 7 THEN apply_charge(c, path, moment)
        WHEN 8 THEN apply_split(c, p, moment)
        ELSE apply_close(c, verb, r, p, path, moment) END;
END $$;
