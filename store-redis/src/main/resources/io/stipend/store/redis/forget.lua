-- Forgets reservations of one tenant that were closed as long ago as the retention, or longer, with their operations and
-- steps.
--
-- KEYS  reservations, operations, steps, due
-- ARGV  tenant, retention in milliseconds, ids
-- gives DONE and how many were forgotten
local reservations, operations, steps, due = unpack(KEYS)
local tenant, retention = ARGV[1], tonumber(ARGV[2])
local now = clock()
--#include functions
--#include tables
--#include rows

local function forget(id)
    local row = redis.call('HGET', reservations, id)
    local r = row and parsed(id, row)
    if r and (r.open or now - r.closed_at < retention) then
        return 0
    end
    redis.call('ZREM', due, tenant .. '\n' .. id)
    if not r then
        return 0
    end
    for sequence = 2, r[ROW_SEQUENCE] do
        local by_sequence = id .. '\n\t' .. int(sequence)
        local operation = redis.call('HGET', operations, by_sequence)
        if operation then
            redis.call('HDEL', operations, by_sequence, id .. '\n' .. operation)
        end
    end
    if r[STEP] ~= '' and redis.call('HGET', steps, r[STEP]) == id then
        redis.call('HDEL', steps, r[STEP])
    end
    redis.call('HDEL', reservations, id)
    return 1
end

local forgotten = 0
for k = 3, #ARGV do
    local answer = attempt(forget, ARGV[k])
    forgotten = forgotten + (type(answer) == 'number' and answer or 0)
end
return {{DONE, forgotten}}
