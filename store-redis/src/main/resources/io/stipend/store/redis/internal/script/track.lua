-- Adds interim reports to open reservations, and renews their leases. Accounts are not changed.
--
-- KEYS  reservations, operations, steps, due, journal, preserved, accounts, names
-- ARGV  tenant, and for each report: reservation or step, "1" for a step, operation, which figures are reported (bits),
--       the figures (6), fingerprint, "1" to ask what is available on the path
-- gives for each: DONE or DONE_BEFORE with id, record of the report, request and, if asked for, balances; or another outcome
local reservations, operations, steps, due, journal, preserved, accounts, names = unpack(KEYS)
local tenant = ARGV[1]
local now = clock()
--#include functions
--#include preserve
--#include reservations
--#include operations

-- Made when it is needed: most reports do not ask.
local balances_of_path
local function balances(r)
    if not balances_of_path then
        local periods = ''
        --#include accounts
        --#include account_terms
        --#include balances
        balances_of_path = balances_of
    end
    return balances_of_path(r)
end

local function track(from)
    local id, record = reservation_of(ARGV[from], ARGV[from + 1])
    if not id then
        return {NOT_FOUND}
    end
    local r = parsed(id, record)
    local payload = table.concat({unpack(ARGV, from + 4, from + 9)}, ' ') .. '\t' .. ARGV[from + 3] .. '\t0\t'
        .. ARGV[from + 10]
    local answer = answer_again(r, ARGV[from + 2], 't', ARGV[from + 10]) or refuse(r, record)
    local available = ARGV[from + 11] == '1' and (not answer or answer[1] == DONE_BEFORE) and balances(r) or nil
    if answer then
        answer[5] = available
        return answer
    end
    local peak_before = r[PEAK]
    local peak = tonumber(peak_before)
    for i = 1, 6 do
        local report = tonumber(ARGV[from + 3 + i])
        local used, held = r[USED + i], r[HELD + i]
        if i <= 3 and report > MAX - used then
            return {OUT_OF_RANGE}
        end
        used = i <= 3 and used + report or math.max(used, report)
        r[USED + i] = used
        if held > 0 and used / held > peak then
            peak = used / held
            r[PEAK] = string.format('%.17g', peak)
        end
    end
    renew_lease(r, lease_of(r))
    answer = record_operation(r, ARGV[from + 2], 't', peak_before, payload)
    answer[5] = available
    return answer
end

local starts, answers = {}, {}
for from = 2, #ARGV, 12 do
    starts[#starts + 1] = from
end
read_ahead(2, 12)
read_operations_ahead(starts)
for k, from in ipairs(starts) do
    answers[k] = attempt(track, from)
end
write_operations()
return answers
