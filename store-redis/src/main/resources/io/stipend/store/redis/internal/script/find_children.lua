-- The reservations that were split from one, a page of its operations at a time.
--
-- KEYS  reservations, operations, steps, due
-- ARGV  tenant, parent, the sequence to begin with, how many to look at
-- gives DONE, the sequence to go on with (0 if there are no more), and in turn: child, record; NOT_FOUND; or another outcome
local reservations, operations, steps, due = unpack(KEYS)
local tenant, parent = ARGV[1], ARGV[2]
--#include functions
--#include reservations

local function find()
    local id, record = reservation_of(parent, '')
    if not id then
        return {NOT_FOUND}
    end
    local from, last = tonumber(ARGV[3]), parsed(id, record)[SEQUENCE]
    local to = math.min(last, from + tonumber(ARGV[4]) - 1)
    local answer, met = {DONE, to < last and int(to + 1) or '0'}, {}
    for sequence = from, to do
        local operation = redis.call('HGET', operations, id .. '\n\t' .. int(sequence))
        local moved = operation and string.byte(operation) == 9 and redis.call('HGET', operations, id .. '\n' .. operation)
        local child = moved and string.match(moved, '([^\t]+)$')
        local found = child and not met[child] and redis.call('HGET', reservations, child)
        if found and not is_being_pruned(found) and string.match(found, '\n([^\t\n]+)\t%d+$') == id then
            met[child] = true
            answer[#answer + 1], answer[#answer + 2] = child, found
        end
    end
    return answer
end

return {attempt(find)}
