-- Constructors of journal entries, answers and changes.
--
-- Inputs:     the figures, by name.
-- Outputs:    one row; what is not named is null.
-- Invariants: nothing is read or written. new_entry() is the one place that knows the order of the columns of "entry".

CREATE OR REPLACE FUNCTION new_entry(
        kind integer, tenant text, stream text, sequence bigint, at bigint, path text[] DEFAULT NULL,
        swarm text DEFAULT NULL, step text DEFAULT NULL, attributes text[] DEFAULT NULL, opened_at bigint DEFAULT NULL,
        expires_at bigint DEFAULT NULL, lease_millis bigint DEFAULT NULL, operation text DEFAULT NULL,
        report bigint[] DEFAULT NULL, reported smallint DEFAULT NULL, held bigint[] DEFAULT NULL,
        used bigint[] DEFAULT NULL, peak_before float8 DEFAULT NULL, peak float8 DEFAULT NULL, state integer DEFAULT NULL,
        overrun_policy smallint DEFAULT NULL, charged bigint[] DEFAULT NULL, booked_before bigint[] DEFAULT NULL,
        late boolean DEFAULT NULL, change integer DEFAULT NULL, resource integer DEFAULT NULL,
        new_limit bigint DEFAULT NULL, allowance_delta bigint DEFAULT NULL, spent_delta bigint DEFAULT NULL,
        reason text DEFAULT NULL, fingerprint bigint DEFAULT NULL, asked bigint[] DEFAULT NULL,
        at_least bigint[] DEFAULT NULL, on_expiry smallint DEFAULT NULL, parent text DEFAULT NULL,
        child text DEFAULT NULL)
    RETURNS entry LANGUAGE sql IMMUTABLE
    RETURN ROW(kind, tenant, stream, sequence, at, path, swarm, step, attributes, opened_at, expires_at, lease_millis,
        operation, report, reported, held, used, peak_before, peak, state, overrun_policy, charged, booked_before, late,
        change, resource, new_limit, allowance_delta, spent_delta, reason, fingerprint, asked, at_least,
        on_expiry, parent, child)::entry;

-- A reservation was opened.
CREATE OR REPLACE FUNCTION opened_entry(r reservation) RETURNS entry
    LANGUAGE sql IMMUTABLE
    RETURN ${opened_entry};

-- Usage was booked without a hold.
CREATE OR REPLACE FUNCTION charged_entry(r reservation) RETURNS entry
    LANGUAGE sql IMMUTABLE
    RETURN ${charged_entry};

-- A report (kind 1) or an extension (kind 2) led to the reservation as it now stands.
CREATE OR REPLACE FUNCTION operation_entry(
        r reservation, kind smallint, moment bigint, operation text, fingerprint bigint, report bigint[], reported smallint,
        lease bigint, peak_before float8, asked bigint[] DEFAULT NULL,
        at_least bigint[] DEFAULT NULL)
    RETURNS entry LANGUAGE sql IMMUTABLE
    RETURN new_entry(kind => kind, tenant => r.tenant, stream => r.id, sequence => r.sequence, at => moment,
        path => r.path, swarm => r.swarm, step => r.step, opened_at => r.opened_at, expires_at => r.expires_at,
        lease_millis => lease, operation => operation, report => report, reported => reported, held => r.held,
        used => r.used, peak_before => peak_before, peak => r.peak, fingerprint => fingerprint, asked => asked,
        at_least => at_least, parent => r.parent);

-- A part of the hold went to a child, or came back from it, by which the reservation now holds so much more.
CREATE OR REPLACE FUNCTION split_entry(r reservation, moment bigint, child reservation, by bigint[], lease bigint) RETURNS entry
    LANGUAGE sql IMMUTABLE
    RETURN new_entry(kind => 6, tenant => r.tenant, stream => r.id, sequence => r.sequence, at => moment,
        path => r.path, swarm => r.swarm, step => r.step, opened_at => r.opened_at, expires_at => r.expires_at,
        lease_millis => lease, report => by, held => r.held, used => r.used, peak_before => r.peak, peak => r.peak,
        on_expiry => child.on_expiry, parent => r.parent, child => child.id);

-- A reservation was closed, and is now as the close left it.
CREATE OR REPLACE FUNCTION closing_entry(r reservation) RETURNS entry
    LANGUAGE sql IMMUTABLE
    RETURN new_entry(kind => 3, tenant => r.tenant, stream => r.id, sequence => r.sequence, at => r.closed_at,
        path => r.path, swarm => r.swarm, step => r.step, opened_at => r.opened_at, expires_at => r.expires_at,
        operation => r.closing_operation, report => r.report, reported => r.reported, held => r.held, used => r.used,
        peak_before => r.peak, peak => r.peak, state => r.state, overrun_policy => r.overrun_policy,
        charged => r.charged, booked_before => r.booked_before, late => r.late, fingerprint => r.closing_fingerprint,
        parent => r.parent);

-- One resource (from 1) of an account was changed, which is now as the change left it.
CREATE OR REPLACE FUNCTION account_entry(
        book account, moment bigint, change integer, resource integer, allowance_delta bigint, spent_delta bigint,
        reason text)
    RETURNS entry LANGUAGE sql IMMUTABLE
    RETURN new_entry(kind => 4, tenant => book.tenant, stream => book.account, sequence => book.sequence, at => moment,
        change => change, resource => resource - 1, new_limit => book.limits[resource],
        allowance_delta => allowance_delta, spent_delta => spent_delta, reason => reason);

CREATE OR REPLACE FUNCTION new_answer(
        outcome integer, command integer DEFAULT 1, at bigint DEFAULT NULL, subject text DEFAULT NULL,
        resource integer DEFAULT NULL, needed bigint DEFAULT NULL, available bigint DEFAULT NULL, entry entry DEFAULT NULL,
        balances bigint[] DEFAULT NULL)
    RETURNS answer LANGUAGE sql IMMUTABLE
    RETURN ROW(command, outcome, at, subject, resource, needed, available, entry, balances)::answer;

-- A command that is refused.
CREATE OR REPLACE FUNCTION refused(refusal answer) RETURNS change
    LANGUAGE sql IMMUTABLE
    RETURN ROW(refusal, NULL, NULL, NULL, NULL, NULL, NULL)::change;

-- A command that leads to this reservation and this entry, and moves these amounts on every account of the path.
CREATE OR REPLACE FUNCTION changed(
        r reservation, entry entry DEFAULT NULL, hold_by bigint[] DEFAULT '{0,0,0,0,0,0}',
        spend_by bigint[] DEFAULT '{0,0,0,0,0,0}')
    RETURNS change LANGUAGE sql IMMUTABLE
    RETURN ROW(NULL, r, entry, hold_by, spend_by, NULL, NULL)::change;

-- The same, which also moves so much of the hold back to the parent, or from it where it is below zero. Nothing moves if there is no
-- parent. The lease is told with a split, and what an expiry books.
CREATE OR REPLACE FUNCTION moving(done change, p reservation, by bigint[], moment bigint, lease bigint DEFAULT 0) RETURNS change
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF p.id IS NOT NULL AND (by <> '{0,0,0,0,0,0}' OR lease > 0) THEN
        p.held := plus(p.held, by);
        p.sequence := p.sequence + 1;
        done.parent := p;
        done.parent_entry := split_entry(p, moment, done.reservation, by, lease);
    END IF;
    RETURN done;
END $$;
