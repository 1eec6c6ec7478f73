-- Binds a step to an open reservation, which has none or this one. Not a change of the books.
--
-- KEYS  reservations, steps, due, preserved
-- ARGV  tenant, reservation, step
-- gives DONE; ALREADY_CLOSED with id and record; OTHER_STEP with the step; STEP_TAKEN with its holder; or another outcome
local reservations, steps, due, preserved = unpack(KEYS)
local tenant, step = ARGV[1], ARGV[3]
local now = clock()
--#include functions
--#include preserve
--#include reservations

local function bind()
    local holder = holder_of(step)
    local id, record = reservation_of(ARGV[2], '')
    if not id then
        return {NOT_FOUND}
    end
    local r = parsed(id, record)
    expire_first(r)
    if not r.is_open then
        return {ALREADY_CLOSED, id, record}
    elseif r[STEP] == step then
        return {DONE}
    elseif r[STEP] ~= '' then
        return {OTHER_STEP, r[STEP]}
    elseif holder then
        return {STEP_TAKEN, holder}
    end
    r[STEP] = step
    put('s', steps, {step, id})
    put('r', reservations, {id, reservation_text(r)})
    return {DONE}
end

return {attempt(bind)}
