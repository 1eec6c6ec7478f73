-- Writes a node's record of forecasts, in place of the one before, and removes those that it has taken over.
--
-- Inputs:     the node; its record; the nodes whose records it has taken over, each once.
-- Outputs:    false if one of those has no record any more; then nothing has changed.
-- Invariants: records are locked in the order of their nodes, so that two that take over the same ones wait for each other.
CREATE OR REPLACE FUNCTION keep_forecast(by_node text, its_record bytea, absorbed text[]) RETURNS boolean
    LANGUAGE plpgsql AS $$
DECLARE
    present integer;
BEGIN
    SELECT count(*) INTO present
    FROM (SELECT 1 FROM forecast WHERE node = ANY (absorbed) ORDER BY node FOR UPDATE) locked;
    IF present < cardinality(absorbed) THEN
        RETURN false;
    END IF;
    DELETE FROM forecast WHERE node = ANY (absorbed);
    INSERT INTO forecast (node, record, written_at)
    VALUES (by_node, its_record, now_millis())
    ON CONFLICT (node) DO UPDATE SET record = excluded.record, written_at = excluded.written_at;
    RETURN true;
END $$;
