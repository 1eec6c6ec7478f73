-- Reserves: each request holds its envelope on all accounts of its path, or on none.
--
-- KEYS  accounts, names, reservations, steps, due, journal, preserved
-- ARGV  tenant, calendar, most entries in the journal, number of requests n, n ids; and for each request: its text,
--       lease, step ("" for none), envelope (6), number of accounts, and for each of these its name and its terms. If the
--       number is below zero, more is compared: then come what must fit (6), and a ceiling for each account, see ceilings.lua
-- gives for each: DONE, opened at; DONE_BEFORE, opened at, id and record; INSUFFICIENT or ABOVE_CEILING with account, resource,
--       needed, available and due holds; FROZEN with account, who and why; or another outcome
local accounts, names, reservations, steps, due, journal, preserved = unpack(KEYS)
local tenant, periods, most, n = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local now = clock()
local at = string.format('%d', now)
--#include functions
--#include preserve
--#include accounts

-- Functions that most requests do without. To make them takes as long as a short script, so it is done when one is needed.
local rare_functions
local function rare()
    if not rare_functions then
        --#include account_terms
        --#include reservations
        --#include due_holds
        --#include ceilings

        -- The answer to a request whose reservation is there.
        local function answer_again(id, record, text)
            local fingerprint = '^[^\n]*\t(%-?%d+)\n' -- of the caller's request: the last part of its first line
            local r = parsed(id, record)
            local same = string.match(r[REQUEST], fingerprint) == string.match(text, fingerprint)
            return same and r[STATE] ~= 'c' and {DONE_BEFORE, r[OPENED], id, record} or {CONFLICT}
        end

        -- The refusal of a request for which more is compared than what it holds: what must fit, from an argument on, and ceilings.
        local function lack_of_fit(path, from)
            local fit = {}
            for i = 1, 6 do
                fit[i] = ARGV[from + i - 1] + 0
            end
            return lack(path, fit) or lack_under_ceilings(path, fit, from + 6)
        end
        rare_functions = {renew = renew, adopt = adopt, holder_of = holder_of, answer_again = answer_again,
            with_due_holds = with_due_holds, lack_of_fit = lack_of_fit}
    end
    return rare_functions
end

--#include paths

-- What to write of the requests that are done: fields of reservations and of steps, members of the index; and ids by steps.
local opened, bound, indexed, holders = {}, {}, {}, {}

local function open(id, step, lease, text, envelope)
    local expires = string.format('%d', now + lease)
    opened[#opened + 1], opened[#opened + 2] = id, 'o\t1\t' .. at .. '\t' .. expires .. '\t0\t' .. step .. '\t' .. envelope .. '\t'
        .. ZERO_VECTOR .. '\n' .. text
    indexed[#indexed + 1], indexed[#indexed + 2] = expires, tenant .. '\n' .. id
    if step ~= '' then
        bound[#bound + 1], bound[#bound + 2] = step, id
        holders[step] = id
    end
    return {DONE, at}
end

-- The tenant's mark, and records of the reservations that are asked for.
local found = redis.call('HMGET', reservations, '', unpack(ARGV, 5, 4 + n))

local function reserve(id, record, from)
    local text, step = ARGV[from], ARGV[from + 2]
    if record and string.byte(record) == 45 then
        -- It is being pruned (45 is the minus of "-n"): its id is free when that is done.
        return {CONFLICT}
    elseif record then
        return rare().answer_again(id, record, text)
    end
    local holder = step ~= '' and (holders[step] or rare().holder_of(step))
    if holder then
        return {STEP_TAKEN, holder}
    end
    if backlog_of(journal) >= most then
        return {FULL}
    end
    local count = tonumber(ARGV[from + 9])
    local path = accounts_on_terms(from + 10, math.abs(count))
    local a1, a2, a3, a4, a5, a6 = unpack(ARGV, from + 3, from + 8)
    local envelope = {a1 + 0, a2 + 0, a3 + 0, a4 + 0, a5 + 0, a6 + 0}
    local freeze = freeze_of(found[1], path)
    if freeze then
        return freeze
    end
    local refusal
    if count < 0 then
        refusal = rare().lack_of_fit(path, from + 10 - 2 * count)
    else
        refusal = lack(path, envelope)
    end
    if refusal then
        return rare().with_due_holds(refusal, path)
    end
    hold(path, envelope)
    return open(id, step, ARGV[from + 1], text, table.concat(ARGV, ' ', from + 3, from + 8))
end

local answers, from, records = {}, 5 + n, {}
for k = 1, n do
    local id = ARGV[4 + k]
    answers[k] = not found[1] and {NO_TENANT} or attempt(reserve, id, records[id] or found[1 + k], from)
    if answers[k][1] == DONE then
        records[id] = opened[#opened]
    end
    local count = tonumber(ARGV[from + 9])
    from = from + (count < 0 and 16 - 3 * count or 10 + 2 * count)
end
if #opened > 0 then
    redis.call('ZADD', due, unpack(indexed))
    put('r', reservations, opened)
end
write_accounts(journal)
if #bound > 0 then
    put('s', steps, bound)
end
for k = 1, #opened, 2 do
    redis.call('XADD', journal, '*', 'r', tenant .. '\n' .. opened[k] .. '\n' .. opened[k + 1])
end
return answers
