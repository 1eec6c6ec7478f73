-- A reservation as it stands.
--
-- KEYS  reservations, steps, due
-- ARGV  tenant, reservation or step, "1" for a step
-- gives DONE with id and record; NOT_FOUND; or another outcome
local reservations, steps, due = unpack(KEYS)
local tenant = ARGV[1]
--#include functions
--#include reservations

local function find()
    local id, record = reservation_of(ARGV[2], ARGV[3])
    if not id then
        return {NOT_FOUND}
    end
    parsed(id, record)
    return {DONE, id, record}
end

return {attempt(find)}
