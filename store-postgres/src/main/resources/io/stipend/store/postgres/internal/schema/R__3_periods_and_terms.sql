-- What becomes of an account before a command looks at it: the period that now is, and policy's current terms.
--
-- Inputs:     a copy of the account's row, which is locked, and the moment.
-- Outputs:    the account as it is to be, with the journal's entries of what changed.
-- Invariants: nothing is written. What is spent stays spent until its period ends; each entry takes the next number.

-- The end of the period that a moment lies in. Where the caller's calendar does not have it, the whole batch fails with
-- ST001, and the detail says what is missing.
CREATE OR REPLACE FUNCTION period_end(code integer, zone text, moment bigint, known calendar) RETURNS bigint
    LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF code = 0 THEN
        RETURN 9223372036854775807;
    END IF;
    FOR i IN 1 .. cardinality(known.codes) LOOP
        IF known.codes[i] = code AND known.zones[i] = zone
                AND known.starts[i] <= moment AND moment < known.ends[i] THEN
            RETURN known.ends[i];
        END IF;
    END LOOP;
    RAISE EXCEPTION 'the calendar that came with the command has no period of code % in zone % for %', code, zone, moment
        USING ERRCODE = 'ST001', DETAIL = format('%s %s %s', code, moment, zone);
END $$;

-- Begins the period that now is, where the account's has ended: nothing is spent, and what is left of the grants, which
-- are used after the limit, lives on. Where the clock was ahead and was put right, the current period ends in time; what is
-- spent stays spent until then.
CREATE OR REPLACE FUNCTION roll_over(book account, moment bigint, known calendar) RETURNS account_change
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    entries entry[] := '{}';
    granted bigint;
    was     bigint;
BEGIN
    IF moment < book.period_end THEN
        IF book.period_end > latest_end(book.period_code, moment) THEN
            book.period_end := period_end(book.period_code, book.period_zone, moment, known);
        END IF;
        book.period_from := least(book.period_from, moment);
        RETURN ROW(book, entries);
    END IF;
    book.period_end := period_end(book.period_code, book.period_zone, moment, known);
    book.period_from := moment;
    book.period_number := book.period_number + 1;
    FOR i IN 1 .. 6 LOOP
        was := book.spent[i];
        CONTINUE WHEN was = 0;
        granted := book.grants[i];
        book.grants[i] := left_of_grants(book.limits[i], granted, was);
        book.spent[i] := 0;
        book.sequence := book.sequence + 1;
        entries := entries || account_entry(book, moment, 4, i, book.grants[i] - granted, -was, 'new period');
    END LOOP;
    RETURN ROW(book, entries);
END $$;

-- Takes over policy's current terms. A period other than before begins at once; what is spent stays spent until its end.
CREATE OR REPLACE FUNCTION adopt_terms(book account, policy terms, moment bigint, known calendar) RETURNS account_change
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    entries entry[] := '{}';
    before  bigint[] := book.limits;
BEGIN
    book.policy_limits := policy.limits;
    book.overdraft := policy.overdraft;
    FOR i IN 1 .. 6 LOOP
        book.limits[i] := coalesce(book.overrides[i], policy.limits[i]);
        IF book.limits[i] <> before[i] THEN
            book.sequence := book.sequence + 1;
            entries := entries || account_entry(
                book, moment, 0, i, greatest(0, book.limits[i]) - greatest(0, before[i]), 0, 'policy');
        END IF;
    END LOOP;
    IF policy.code <> book.period_code OR policy.zone <> book.period_zone THEN
        book.period_code := policy.code;
        book.period_zone := policy.zone;
        book.period_end := period_end(policy.code, policy.zone, moment, known);
    END IF;
    RETURN ROW(book, entries);
END $$;

-- The account in the period that now is and, where a reserve brings them, on policy's current terms.
CREATE OR REPLACE FUNCTION bring_up_to_date(book account, policy terms, moment bigint, known calendar) RETURNS account_change
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    rolled  account_change;
    adopted account_change;
BEGIN
    rolled := roll_over(book, moment, known);
    book := rolled.account;
    IF policy.limits IS NULL OR (book.policy_limits = policy.limits AND book.overdraft = policy.overdraft
            AND book.period_code = policy.code AND book.period_zone = policy.zone) THEN
        RETURN rolled;
    END IF;
    adopted := adopt_terms(book, policy, moment, known);
    RETURN ROW(adopted.account, rolled.entries || adopted.entries);
END $$;
