-- Takes, renews or gives back the right to read the journal.
--
-- KEYS  lease, fence
-- ARGV  who asks, for how many milliseconds (0 to give it back)
-- gives DONE with the number of the reader, higher with each change of readers; NOT_FOUND if another has it
--#include functions
local holder = redis.call('HMGET', KEYS[1], 'reader', 'number')
if holder[1] and holder[1] ~= ARGV[1] then
    return {{NOT_FOUND}}
elseif ARGV[2] == '0' then
    redis.call('DEL', KEYS[1])
    return {{DONE, '0'}}
elseif not holder[1] then
    holder[2] = int(redis.call('INCR', KEYS[2]))
    redis.call('HSET', KEYS[1], 'reader', ARGV[1], 'number', holder[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {{DONE, holder[2]}}
