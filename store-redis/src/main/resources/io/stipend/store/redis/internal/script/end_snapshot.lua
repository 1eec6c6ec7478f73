-- The reader of a tenant's books is done: they need not be kept as they were any longer.
--
-- KEYS  preserved
-- ARGV  the reader's name
-- gives DONE, also where another reader has the books by now
if string.match(redis.call('HGET', KEYS[1], '') or '', ' (.*)$') == ARGV[1] then
    redis.call('UNLINK', KEYS[1])
    redis.call('HSET', KEYS[1], '', '1')
end
return {{DONE}}
