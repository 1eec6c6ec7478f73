-- A reservation as it stands, with some of its operations.
--
-- KEYS  reservations, operations, steps, due
-- ARGV  tenant, reservation, the sequence of the first operation, how many at most
-- gives DONE with id and record, and then operations and records in turn; NOT_FOUND; or another outcome
local reservations, operations, steps, due = unpack(KEYS)
local tenant = ARGV[1]
--#include functions
--#include reservations

local function find()
    local id, record = reservation_of(ARGV[2], '')
    if not id then
        return {NOT_FOUND}
    end
    local r = parsed(id, record)
    local from = math.max(2, tonumber(ARGV[3]))
    local last = math.min(r[SEQUENCE] - (r.is_open and 0 or 1), from + tonumber(ARGV[4]) - 1)
    local answer = {DONE, id, record}
    for sequence = from, last do
        local operation = redis.call('HGET', operations, id .. '\n\t' .. int(sequence))
        local found = operation and redis.call('HGET', operations, id .. '\n' .. operation)
        if found then
            answer[#answer + 1], answer[#answer + 2] = operation, found
        end
    end
    return answer
end

return {attempt(find)}
