-- Enlarges the envelope of an open reservation on all accounts of its path, or on none, or its lease, or both.
--
-- KEYS  accounts, names, reservations, operations, steps, due, journal, preserved
-- ARGV  tenant, calendar, most entries in the journal, reservation or step, "1" for a step, operation, lease (0 to leave
--       it alone), what to hold in addition (6), the most to hold of each in all (6, "-" for any), fingerprint
-- gives DONE or DONE_BEFORE with id, record of the extension and request; INSUFFICIENT with account, resource, needed, available
--       and due holds; or another outcome
local accounts, names, reservations, operations, steps, due, journal, preserved = unpack(KEYS)
local tenant, periods, operation, lease = ARGV[1], ARGV[2], ARGV[6], tonumber(ARGV[7])
local now = clock()
--#include functions
--#include preserve
--#include accounts
--#include account_terms
--#include reservations
--#include operations
--#include due_holds

-- Holds what is asked on the accounts of the path; a refusal if one has too little.
local function hold_more(r, asked)
    local path = {}
    for name in string.gmatch(path_text(r), '[^\t]+') do
        path[#path + 1] = account_on_path(r, name)
    end
    for _, account in ipairs(path) do
        renew(account)
    end
    local refusal = lack(path, asked)
    if refusal then
        return with_due_holds(refusal, path)
    end
    hold(path, asked)
end

-- The first resource of which the reservation would hold more than it may; nothing if there is none.
local function first_excess(r, asked)
    for i = 1, 6 do
        local most = tonumber(ARGV[13 + i])
        local held = r[HELD + i] + asked[i]
        if most and asked[i] > 0 and held > most then
            return {TOO_LARGE, '', i - 1, int(held), int(most)}
        end
    end
end

local function extend()
    local id, record = reservation_of(ARGV[4], ARGV[5])
    if not id then
        return {NOT_FOUND}
    end
    local r = parsed(id, record)
    local amounts = table.concat({unpack(ARGV, 8, 13)}, ' ')
    local payload = amounts .. '\t0\t' .. ARGV[7] .. '\t' .. ARGV[20]
    local answer = answer_again(r, operation, 'x', ARGV[20]) or refuse(r, record)
    if answer then
        return answer
    elseif backlog_of(journal) >= tonumber(ARGV[3]) then
        return {FULL}
    end
    local asked = {}
    for i = 1, 6 do
        asked[i] = tonumber(ARGV[7 + i])
        if asked[i] > MAX - r[HELD + i] then
            return {OUT_OF_RANGE}
        end
    end
    local excess = first_excess(r, asked)
    if excess then
        return excess
    end
    local refusal = amounts ~= ZERO_VECTOR and hold_more(r, asked)
    if refusal then
        return refusal
    end
    for i = 1, 6 do
        r[HELD + i] = r[HELD + i] + asked[i]
    end
    if lease > 0 then
        renew_lease(r, lease)
    end
    return record_operation(r, operation, 'x', r[PEAK], payload)
end

local answer = attempt(extend)
write_operations()
write_accounts(journal)
return {answer}
