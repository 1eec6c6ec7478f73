-- Forgets the oldest entries of one shard's journal.
--
-- KEYS  fence, journal
-- ARGV  the reader's number, the id of the first entry that stays
-- gives DONE; CONFLICT if there was a later reader
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return {{CONFLICT}}
end
redis.call('XTRIM', KEYS[2], 'MINID', ARGV[2])
return {{DONE}}
