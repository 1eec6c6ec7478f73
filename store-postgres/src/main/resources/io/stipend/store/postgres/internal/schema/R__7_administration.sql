-- What administrators see and change.
--
-- Inputs:     accounts by name, and the caller's calendar.
-- Outputs:    accounts in the period that now is, or answers.
-- Invariants: an account is locked before its period or its sums change, and each change leaves its entry in the outbox.

-- Some accounts of a tenant, in the period that now is, in the order of their keys.
CREATE OR REPLACE FUNCTION accounts_now(of_tenant text, names text[], known calendar) RETURNS SETOF account
    LANGUAGE plpgsql AS $$
DECLARE
    book    account;
    renewal account_change;
BEGIN
    FOR book IN SELECT * FROM account x WHERE x.tenant = of_tenant AND x.account = ANY (names) ORDER BY x.account LOOP
        IF now_millis() >= book.period_end OR book.period_end > latest_end(book.period_code, now_millis()) THEN
            SELECT * INTO book FROM account x WHERE x.tenant = book.tenant AND x.account = book.account FOR UPDATE;
            renewal := roll_over(book, now_millis(), known);
            book := renewal.account;
            PERFORM write_account(book, renewal.entries);
        END IF;
        RETURN NEXT book;
    END LOOP;
END $$;

-- Writes what an administrator, or the end of a period, changes of an account.
CREATE OR REPLACE FUNCTION write_account(book account, entries entry[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    UPDATE account x
    SET limits = book.limits, overrides = book.overrides, grants = book.grants, spent = book.spent,
        period_from = book.period_from, period_end = book.period_end,
        period_number = book.period_number, sequence = book.sequence, frozen = book.frozen
    WHERE x.tenant = book.tenant AND x.account = book.account;
    INSERT INTO outbox (tenant, entry) SELECT e.tenant, e::entry FROM unnest(entries) AS e;
END $$;

-- The first answer to an operation on an account, or that it contradicts that one; null if the operation is new. Announcements
-- about one topic share an operation: null for one that follows the latest, by its sequence.
CREATE OR REPLACE FUNCTION first_administration(
        book account, operation_id text, verb integer, resource integer, amount bigint, reason text)
    RETURNS answer LANGUAGE plpgsql STABLE AS $$
DECLARE
    done account_operation;
BEGIN
    SELECT * INTO done FROM account_operation x
    WHERE x.tenant = book.tenant AND x.account = book.account AND x.operation = operation_id;
    IF NOT FOUND THEN
        RETURN CASE WHEN verb = 8 AND first_administration.amount <> 0 THEN new_answer(3) END;
    ELSIF verb = 8 AND done.verb = 8 AND done.sequence = first_administration.amount THEN
        RETURN NULL;
    END IF;
    book.sequence := done.sequence;
    book.limits[done.resource + 1] := done.new_limit;
    RETURN new_answer(
        CASE WHEN done.verb = verb AND done.resource = resource - 1 AND done.amount = first_administration.amount
            AND done.reason = first_administration.reason THEN 1 ELSE 3 END,
        entry => account_entry(book, done.at, change_of(done.verb), done.resource + 1, done.allowance_delta,
            done.spent_delta, done.reason));
END $$;

-- What the journal calls the change of an administrator's verb.
CREATE OR REPLACE FUNCTION change_of(verb integer) RETURNS integer
    LANGUAGE sql IMMUTABLE
    RETURN CASE verb WHEN 2 THEN 2 WHEN 3 THEN 3 WHEN 5 THEN 6 WHEN 6 THEN 7 WHEN 7 THEN 8 WHEN 8 THEN 9
        ELSE 1 END;

-- Makes all reserves see that a tenant is frozen, as its own account says, or that it is not.
CREATE OR REPLACE FUNCTION mark_tenant(own account) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM frozen_tenant x WHERE x.tenant = own.tenant;
    INSERT INTO frozen_tenant SELECT own.tenant, own.frozen WHERE own.frozen IS NOT NULL;
END $$;

-- Waits for all verbs that may have looked at what was committed before: they have locked one of these tables for writing, or
-- rows of it. Those that lock it later look later, too.
CREATE OR REPLACE FUNCTION await_verbs() RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    verbs CONSTANT text[] := ARRAY(
        SELECT l.virtualtransaction FROM pg_locks l
        WHERE l.relation IN ('account'::regclass, 'reservation'::regclass) AND l.granted AND l.pid <> pg_backend_pid()
            AND l.mode IN ('RowShareLock', 'RowExclusiveLock')
            AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()));
BEGIN
    WHILE EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'virtualxid' AND l.virtualtransaction = ANY (verbs)) LOOP
        PERFORM pg_sleep(0.001);
    END LOOP;
END $$;

-- An administrator's change of one resource (from 1) of an account, or of whether it is frozen; or an announcement about it, the
-- latest of which is kept for each topic. The account is made if it does not exist.
-- verbs: 0 set limit, 1 clear limit, 2 grant, 3 adjust, 5 revoke, 6 freeze, 7 unfreeze, 8 announce
CREATE OR REPLACE FUNCTION administer(
        of_tenant text, name text, operation_id text, verb smallint, resource integer, amount bigint, reason text,
        known calendar)
    RETURNS answer LANGUAGE plpgsql AS $$
DECLARE
    moment  bigint;
    book    account;
    renewal account_change;
    sum     bigint;
    delta   bigint := 0;
    e       entry;
    a       answer;
BEGIN
    INSERT INTO account (tenant, account) VALUES (of_tenant, name) ON CONFLICT DO NOTHING;
    SELECT * INTO book FROM account x WHERE x.tenant = of_tenant AND x.account = name FOR UPDATE;
    moment := now_millis();
    a := first_administration(book, operation_id, verb, resource, amount, reason);
    IF a.outcome IS NOT NULL THEN
        RETURN a;
    END IF;

    renewal := roll_over(book, moment, known);
    book := renewal.account;
    IF verb < 2 THEN
        delta := -greatest(0, book.limits[resource]);
        book.overrides[resource] := CASE verb WHEN 0 THEN amount END;
        book.limits[resource] := coalesce(book.overrides[resource], book.policy_limits[resource]);
        delta := delta + greatest(0, book.limits[resource]);
    ELSIF verb = 8 THEN
        DELETE FROM account_operation x WHERE x.tenant = of_tenant AND x.account = name AND x.operation = operation_id;
    ELSIF verb > 5 THEN
        book.frozen := CASE verb WHEN 6 THEN reason END;
        IF name = 'tenant:' || of_tenant THEN
            PERFORM mark_tenant(book);
        END IF;
    ELSIF verb = 5 THEN
        delta := -least(amount, left_of_grants(book.limits[resource], book.grants[resource], book.spent[resource]));
        book.grants[resource] := book.grants[resource] + delta;
    ELSE
        sum := amount + CASE verb WHEN 2 THEN book.grants[resource] ELSE book.spent[resource] END;
        delta := CASE verb WHEN 2 THEN amount ELSE 0 END;
        IF sum < 0 OR sum > max_amount() OR (verb = 3 AND sum + book.reserved[resource] > max_amount()) THEN
            PERFORM write_account(book, renewal.entries);
            RETURN new_answer(9, at => moment, needed => sum);
        ELSIF verb = 2 THEN
            book.grants[resource] := sum;
        ELSE
            book.spent[resource] := sum;
        END IF;
    END IF;
    book.sequence := book.sequence + 1;
    e := account_entry(book, moment, change_of(verb), resource, delta, CASE verb WHEN 3 THEN amount ELSE 0 END, reason);
    INSERT INTO account_operation
    VALUES (of_tenant, name, operation_id, verb, resource - 1, amount, reason, e.sequence, e.at, e.new_limit,
        e.allowance_delta, e.spent_delta);
    PERFORM write_account(book, renewal.entries || e);
    RETURN new_answer(0, at => moment, entry => e);
END $$;
