-- Arithmetic on amounts and the rules about them. The rules of a reserve, a report and a close are here, once, for the
-- statement of a lone command, for a batch done in sets, and for a batch done command by command.
--
-- Inputs:     columns of accounts and reservations, and what a command says.
-- Outputs:    amounts, or whether a rule is kept.
-- Invariants: nothing is read or written. Each function of language sql is one expression, which PostgreSQL puts in the place
--             of its call. For that an argument that is used more than once has to be cheap: a column or a variable.

-- The store's clock. Read after the locks are held.
CREATE OR REPLACE FUNCTION now_millis() RETURNS bigint
    LANGUAGE sql VOLATILE
    RETURN floor(date_part('epoch', clock_timestamp()) * 1000)::bigint;

-- When a lease ends that is renewed. It never gets shorter, but an end further away than any lease is long (30 days) was reckoned
-- from a clock that was ahead, and counts for nothing.
CREATE OR REPLACE FUNCTION renewed(expires_at bigint, moment bigint, lease bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    RETURN greatest(CASE WHEN expires_at <= moment + ${max_lease} THEN expires_at END, moment + lease);

-- The latest end that a period can have in which a moment lies: hours, days and months are not longer in any zone. A later one
-- was reckoned from a clock that was ahead. See period_code: days are a day and two hours longer at most, an hour an hour, and
-- a month has 33 days at most.
CREATE OR REPLACE FUNCTION latest_end(code integer, moment bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN code >= 1000 THEN moment + (code / 1000 + 1) * 86400000::bigint + 7200000
        WHEN code > 100 THEN moment + 2851200000
        WHEN code = 1 THEN moment + 7200000
        ELSE 9223372036854775807 END;

-- The sum, element by element.
CREATE OR REPLACE FUNCTION plus(a bigint[], b bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY[a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5], a[6] + b[6]];

-- The difference, element by element.
CREATE OR REPLACE FUNCTION minus(a bigint[], b bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY[a[1] - b[1], a[2] - b[2], a[3] - b[3], a[4] - b[4], a[5] - b[5], a[6] - b[6]];

-- By how much the first exceeds the second, element by element.
CREATE OR REPLACE FUNCTION excess_over(a bigint[], b bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY[greatest(0, a[1] - b[1]), greatest(0, a[2] - b[2]), greatest(0, a[3] - b[3]),
        greatest(0, a[4] - b[4]), greatest(0, a[5] - b[5]), greatest(0, a[6] - b[6])];

-- The lesser, element by element.
CREATE OR REPLACE FUNCTION at_most(a bigint[], b bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY[least(a[1], b[1]), least(a[2], b[2]), least(a[3], b[3]), least(a[4], b[4]), least(a[5], b[5]), least(a[6], b[6])];

-- As much of amounts as can be held besides what is held already.
CREATE OR REPLACE FUNCTION room_for(amounts bigint[], held bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN at_most(amounts, ARRAY[max_amount() - held[1], max_amount() - held[2], max_amount() - held[3], max_amount() - held[4],
        max_amount() - held[5], max_amount() - held[6]]);

-- By how much an extension changes a hold: more by what it wants, less as far as that is idle.
CREATE OR REPLACE FUNCTION hold_change(wanted bigint[], held bigint[], used bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY[greatest(wanted[1], least(0, used[1] - held[1])), greatest(wanted[2], least(0, used[2] - held[2])),
        greatest(wanted[3], least(0, used[3] - held[3])), greatest(wanted[4], least(0, used[4] - held[4])),
        greatest(wanted[5], least(0, used[5] - held[5])), greatest(wanted[6], least(0, used[6] - held[6]))];

-- Whether a reservation may hold all that an extension wants. The most that it may is below zero, or null, where there is none.
CREATE OR REPLACE FUNCTION may_hold(wanted bigint[], held bigint[], most bigint[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN (wanted[1] <= 0 OR wanted[1] + held[1] <= CASE WHEN most[1] >= 0 THEN most[1] ELSE max_amount() END)
        AND (wanted[2] <= 0 OR wanted[2] + held[2] <= CASE WHEN most[2] >= 0 THEN most[2] ELSE max_amount() END)
        AND (wanted[3] <= 0 OR wanted[3] + held[3] <= CASE WHEN most[3] >= 0 THEN most[3] ELSE max_amount() END)
        AND (wanted[4] <= 0 OR wanted[4] + held[4] <= CASE WHEN most[4] >= 0 THEN most[4] ELSE max_amount() END)
        AND (wanted[5] <= 0 OR wanted[5] + held[5] <= CASE WHEN most[5] >= 0 THEN most[5] ELSE max_amount() END)
        AND (wanted[6] <= 0 OR wanted[6] + held[6] <= CASE WHEN most[6] >= 0 THEN most[6] ELSE max_amount() END);

-- What of it stays spent.
CREATE OR REPLACE FUNCTION consumables(amounts bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY[amounts[1], amounts[2], amounts[3], amounts[4], 0, 0];

-- What is spent after a charge: nothing occupied ever is.
CREATE OR REPLACE FUNCTION plus_consumables(spent bigint[], charged bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY[spent[1] + charged[1], spent[2] + charged[2], spent[3] + charged[3], spent[4] + charged[4], 0, 0];

-- How much of a resource can be reserved on an account; below zero in debt. A limit below zero is none.
CREATE OR REPLACE FUNCTION reservable("limit" bigint, granted bigint, overdraft bigint, reserved bigint, spent bigint)
    RETURNS bigint LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN "limit" < 0 THEN max_amount() ELSE least(max_amount(), "limit" + granted + overdraft) END
        - reserved - spent;

-- What is left of grants, which are used after the limit. A limit below zero is none.
CREATE OR REPLACE FUNCTION left_of_grants("limit" bigint, granted bigint, spent bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN "limit" < 0 THEN granted ELSE greatest(0, granted - greatest(0, spent - "limit")) END;

-- Whether an account has enough of every resource for an envelope more. A resource of which nothing is needed is enough, in debt
-- too.
CREATE OR REPLACE FUNCTION has_room(
        limits bigint[], grants bigint[], overdraft bigint[], reserved bigint[], spent bigint[], amounts bigint[])
    RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN amounts[1] <= greatest(0, reservable(limits[1], grants[1], overdraft[1], reserved[1], spent[1]))
        AND amounts[2] <= greatest(0, reservable(limits[2], grants[2], overdraft[2], reserved[2], spent[2]))
        AND amounts[3] <= greatest(0, reservable(limits[3], grants[3], overdraft[3], reserved[3], spent[3]))
        AND amounts[4] <= greatest(0, reservable(limits[4], grants[4], overdraft[4], reserved[4], spent[4]))
        AND amounts[5] <= greatest(0, reservable(limits[5], grants[5], overdraft[5], reserved[5], 0))
        AND amounts[6] <= greatest(0, reservable(limits[6], grants[6], overdraft[6], reserved[6], 0));

-- Whether no more of any resource is in use on an account than ceilings allow.
CREATE OR REPLACE FUNCTION is_below_ceilings(reserved bigint[], spent bigint[], max_in_use bigint[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN reserved[1] + spent[1] <= max_in_use[1] AND reserved[2] + spent[2] <= max_in_use[2]
        AND reserved[3] + spent[3] <= max_in_use[3] AND reserved[4] + spent[4] <= max_in_use[4]
        AND reserved[5] <= max_in_use[5] AND reserved[6] <= max_in_use[6];

-- What a reservation has used after one report more. Compute time and memory keep their highest.
CREATE OR REPLACE FUNCTION used_after(used bigint[], report bigint[]) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY[used[1] + report[1], used[2] + report[2], used[3] + report[3],
        greatest(used[4], report[4]), greatest(used[5], report[5]), 0];

-- The highest usage ratio, after a report.
CREATE OR REPLACE FUNCTION peak_after(peak float8, used bigint[], held bigint[]) RETURNS float8
    LANGUAGE sql IMMUTABLE
    RETURN greatest(peak,
        CASE WHEN held[1] > 0 THEN used[1]::float8 / held[1]::float8 END,
        CASE WHEN held[2] > 0 THEN used[2]::float8 / held[2]::float8 END,
        CASE WHEN held[3] > 0 THEN used[3]::float8 / held[3]::float8 END,
        CASE WHEN held[4] > 0 THEN used[4]::float8 / held[4]::float8 END,
        CASE WHEN held[5] > 0 THEN used[5]::float8 / held[5]::float8 END);

-- The final figures of a close: what was reported with it, else what was tracked. A release and an expiry report nothing.
CREATE OR REPLACE FUNCTION final_figures(used bigint[], report bigint[], reported smallint) RETURNS bigint[]
    LANGUAGE sql IMMUTABLE
    RETURN ARRAY[
        CASE reported & 1 WHEN 0 THEN used[1] ELSE report[1] END,
        CASE reported & 2 WHEN 0 THEN used[2] ELSE report[2] END,
        CASE reported & 4 WHEN 0 THEN used[3] ELSE report[3] END,
        CASE reported & 8 WHEN 0 THEN used[4] ELSE report[4] END,
        CASE reported & 16 WHEN 0 THEN used[5] ELSE report[5] END, 0];

-- Whether nothing consumable was used beyond the hold.
CREATE OR REPLACE FUNCTION is_within(used bigint[], held bigint[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN used[1] <= held[1] AND used[2] <= held[2] AND used[3] <= held[3] AND used[4] <= held[4];

-- Whether an account can take a close: the sums stay in range.
CREATE OR REPLACE FUNCTION can_book(reserved bigint[], spent bigint[], held bigint[], charged bigint[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    RETURN reserved[1] - held[1] + spent[1] + charged[1] <= max_amount()
        AND reserved[2] - held[2] + spent[2] + charged[2] <= max_amount()
        AND reserved[3] - held[3] + spent[3] + charged[3] <= max_amount()
        AND reserved[4] - held[4] + spent[4] + charged[4] <= max_amount();

-- How much of what an expiry booked of a resource can be given back: of a hold, all of it that is still spent on every account of
-- the path, unless one of them has begun a new period since; of what was tracked, nothing.
CREATE OR REPLACE FUNCTION refundable(r reservation, i integer, path account[]) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    result bigint := CASE WHEN r.state = 3 AND r.on_expiry = 1 THEN r.charged[i] ELSE 0 END;
    book   account;
BEGIN
    FOREACH book IN ARRAY path LOOP
        result := CASE WHEN book.period_from <= r.closed_at THEN least(result, book.spent[i]) ELSE 0 END;
    END LOOP;
    RETURN result;
END $$;

-- What a reservation is charged in all, of what it has used, or of what it is to pay for. What is covered, by its hold or by what
-- its expiry booked, is charged whatever the accounts have; beyond it, as much as there is room for on every one of them: to the
-- end of the range or, where the overrun is capped, of what is available.
CREATE OR REPLACE FUNCTION charge_of(r reservation, wanted bigint[], policy smallint, path account[]) RETURNS bigint[]
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    covered bigint[] := CASE WHEN r.state = 0 THEN r.held ELSE r.charged END;
    booked  bigint[] := CASE WHEN r.state = 0 THEN '{0,0,0,0,0,0}' ELSE r.charged END;
    result  bigint[] := '{0,0,0,0,0,0}';
    room    bigint;
    book    account;
BEGIN
    FOR i IN 1 .. 4 LOOP
        room := 0;
        IF wanted[i] > covered[i] THEN
            room := max_amount();
            FOREACH book IN ARRAY path LOOP
                room := least(room, greatest(0, reservable(
                    CASE policy WHEN 1 THEN book.limits[i] ELSE -1 END, book.grants[i], 0, book.reserved[i], book.spent[i])));
            END LOOP;
        END IF;
        result[i] := greatest(booked[i] - refundable(r, i, path), least(wanted[i], covered[i] + room));
    END LOOP;
    RETURN result;
END $$;
