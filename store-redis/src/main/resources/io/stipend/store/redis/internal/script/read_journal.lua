-- The oldest entries of one shard's journal. From then on no reader with a lower number can read or acknowledge there.
--
-- KEYS  fence, journal
-- ARGV  the reader's number, where to begin as XRANGE has it, how many to give
-- gives DONE and the entries; CONFLICT if there was a later reader
local fence = tonumber(redis.call('GET', KEYS[1]) or 0)
local number = tonumber(ARGV[1])
if number < fence then
    return {{CONFLICT}}
elseif number > fence then
    redis.call('SET', KEYS[1], ARGV[1])
end
return {{DONE, redis.call('XRANGE', KEYS[2], ARGV[2], '+', 'COUNT', ARGV[3])}}
