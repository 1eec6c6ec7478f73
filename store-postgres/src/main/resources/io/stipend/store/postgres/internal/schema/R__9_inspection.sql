-- Finds and repairs what is wrong in stored books.
--
-- Inputs:     a tenant; for an account, the sums as they were found and as they are to be.
-- Outputs:    answers, or how many places were put right.
-- Invariants: others may work meanwhile. Each place is looked at again when its row is locked, and changed only if it is still
--             as it was found.

-- Sets what is reserved and spent on an account, if it is what it was when it was looked at: the number of its latest entry
-- and its sums. "sums" are 24 amounts: reserved and spent as they were found, then reserved and spent as they are to be.
-- Outcomes as "answer" has them; 2 if the account is not as it was found.
CREATE OR REPLACE FUNCTION repair(of_tenant text, name text, operation_id text, latest bigint, sums bigint[], reason text)
    RETURNS answer LANGUAGE plpgsql AS $$
DECLARE
    moment bigint;
    book   account;
    done   account_operation;
    e      entry;
BEGIN
    SELECT * INTO book FROM account x WHERE x.tenant = of_tenant AND x.account = name FOR UPDATE;
    moment := now_millis();
    SELECT * INTO done FROM account_operation x
    WHERE x.tenant = of_tenant AND x.account = name AND x.operation = operation_id;
    IF FOUND THEN
        RETURN new_answer(
            CASE WHEN done.verb = 4 AND done.sequence = latest + 1 AND done.sums = repair.sums
                AND done.reason = repair.reason THEN 1 ELSE 3 END,
            at => moment,
            entry => new_entry(4, of_tenant, name, done.sequence, done.at, change => 5, resource => 0,
                new_limit => done.new_limit, allowance_delta => 0, spent_delta => 0, reason => done.reason));
    ELSIF book.sequence = latest AND book.reserved = sums[1:6] AND book.spent = sums[7:12] THEN
        book.sequence := latest + 1;
        e := account_entry(book, moment, 5, 1, 0, 0, reason);
        UPDATE account x SET reserved = sums[13:18], spent = sums[19:24], sequence = book.sequence
        WHERE x.tenant = of_tenant AND x.account = name;
        INSERT INTO account_operation
        VALUES (of_tenant, name, operation_id, 4, 0, 0, reason, e.sequence, moment, e.new_limit, 0, 0, sums);
        INSERT INTO outbox (tenant, entry) VALUES (of_tenant, e);
        RETURN new_answer(0, at => moment, entry => e);
    END IF;
    RETURN new_answer(2, at => moment);
END $$;

-- The open reservations of a tenant that the index by which they are found when they are due does not have. Where sorting is
-- switched off, the first are read by the primary key and the others by that index.
CREATE OR REPLACE FUNCTION missed_when_due(of_tenant text) RETURNS SETOF text
    LANGUAGE sql STABLE AS $$
    SELECT k.id
    FROM (SELECT x.id FROM reservation x WHERE x.tenant = of_tenant AND x.state = 0 ORDER BY x.id OFFSET 0) k
    EXCEPT
    SELECT d.id
    FROM (SELECT x.id FROM reservation x WHERE x.tenant = of_tenant AND x.state = 0 ORDER BY x.expires_at OFFSET 0) d
$$;

-- Whether all reserves see what a tenant's own account says: that it is frozen, and why, or that it is not.
CREATE OR REPLACE FUNCTION is_marked(of_tenant text) RETURNS boolean
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT f.reason FROM frozen_tenant f WHERE f.tenant = of_tenant)
        IS NOT DISTINCT FROM (SELECT x.frozen FROM account x WHERE x.tenant = of_tenant AND x.account = 'tenant:' || of_tenant);
END $$;

-- Sets right which reservation the steps of a tenant name, and sees that its open reservations are found when they are due.
-- Others may work meanwhile: each place is looked at again when its row is locked. Returns how many were put right.
CREATE OR REPLACE FUNCTION repair_indexes(of_tenant text) RETURNS integer
    LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
    own   account;
    put_right integer := 0;
BEGIN
    -- Whether the tenant is frozen. Its own account is made, for it may have to be locked before there is one.
    IF NOT is_marked(of_tenant) THEN
        INSERT INTO account (tenant, account) VALUES (of_tenant, 'tenant:' || of_tenant) ON CONFLICT DO NOTHING;
        SELECT * INTO own FROM account x WHERE x.tenant = of_tenant AND x.account = 'tenant:' || of_tenant FOR UPDATE;
        PERFORM mark_tenant(own);
        put_right := 1;
    END IF;
    -- Open reservations that the index by which they are found when they are due does not have: a change of what it is an index
    -- of brings them in. That they are open is not said again, or they might be looked for in that index.
    FOR wrong IN SELECT m.id FROM missed_when_due(of_tenant) AS m(id) LOOP
        UPDATE reservation x SET expires_at = x.expires_at + 1 WHERE x.tenant = of_tenant AND x.id = wrong.id;
        UPDATE reservation x SET expires_at = x.expires_at - 1 WHERE x.tenant = of_tenant AND x.id = wrong.id;
        put_right := put_right + FOUND::integer;
    END LOOP;
    -- Steps of open reservations that name another one, or none; unless that one is open too, and has it.
    FOR wrong IN
        SELECT x.id, x.step, s.reservation AS named
        FROM reservation x
            LEFT JOIN step s ON s.tenant = x.tenant AND s.step = x.step
            LEFT JOIN reservation n ON n.tenant = x.tenant AND n.id = s.reservation
        WHERE x.tenant = of_tenant AND x.state = 0 AND x.step IS NOT NULL AND s.reservation IS DISTINCT FROM x.id
            AND (n.state = 0 AND n.step = x.step) IS NOT TRUE
        ORDER BY x.id
    LOOP
        PERFORM FROM reservation x
        WHERE x.tenant = of_tenant AND x.id = wrong.id AND x.state = 0 AND x.step = wrong.step FOR UPDATE;
        CONTINUE WHEN NOT FOUND;
        INSERT INTO step VALUES (of_tenant, wrong.step, wrong.id)
        ON CONFLICT (tenant, step) DO UPDATE SET reservation = excluded.reservation WHERE step.reservation = wrong.named;
        put_right := put_right + FOUND::integer;
    END LOOP;
    -- Steps that name a reservation which is not there, or has another step: they name the last one that had it, or go.
    FOR wrong IN
        SELECT s.step, s.reservation AS named, (
            SELECT x.id FROM reservation x WHERE x.tenant = s.tenant AND x.step = s.step
            ORDER BY x.state = 0 DESC, coalesce(x.booked_at, x.closed_at) DESC LIMIT 1) AS id
        FROM step s LEFT JOIN reservation n ON n.tenant = s.tenant AND n.id = s.reservation
        WHERE s.tenant = of_tenant AND n.step IS DISTINCT FROM s.step
        ORDER BY s.step
    LOOP
        PERFORM FROM reservation x WHERE x.tenant = of_tenant AND x.id = wrong.id AND x.step = wrong.step FOR UPDATE;
        IF FOUND THEN
            UPDATE step s SET reservation = wrong.id
            WHERE s.tenant = of_tenant AND s.step = wrong.step AND s.reservation = wrong.named;
        ELSE
            DELETE FROM step s WHERE s.tenant = of_tenant AND s.step = wrong.step AND s.reservation = wrong.named;
        END IF;
        put_right := put_right + FOUND::integer;
    END LOOP;
    RETURN put_right;
END $$;
