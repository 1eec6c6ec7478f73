-- Charges: each request books its usage on all accounts of its path, or on none. A charge is a reservation that is closed when it is
-- opened.
--
-- KEYS  accounts, names, reservations, due, journal, preserved
-- ARGV  tenant, calendar, most entries in the journal, number of requests n, n ids; and for each request: its text as of a
--       reservation that holds nothing, policy (0 charge, 1 cap, 2 reject), what was used (6), number of accounts, and for each of
--       these its name and its terms
-- gives for each: DONE, id and record; DONE_BEFORE, id and record; INSUFFICIENT with account, resource, needed, available and due
--       holds; or another outcome
local accounts, names, reservations, due, journal, preserved = unpack(KEYS)
local tenant, periods, most, n = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local now = clock()
local at = string.format('%d', now)
--#include functions
--#include preserve
--#include accounts
local CAP, REJECT = '1', '2'

-- Functions that most requests do without. To make them takes as long as a short script, so it is done when one is needed.
local rare_functions
local function rare()
    if not rare_functions then
        --#include account_terms
        --#include reservations
        --#include overruns
        --#include due_holds

        -- The answer to a request whose id was used before.
        local function answer_again(id, record, text)
            local fingerprint = '^[^\n]*\t(%-?%d+)\n' -- of the caller's request: the last part of its first line
            local r = parsed(id, record)
            local same = string.match(r[REQUEST], fingerprint) == string.match(text, fingerprint)
            return same and r[STATE] == 'c' and {DONE_BEFORE, id, record} or {CONFLICT}
        end
        rare_functions = {renew = renew, adopt = adopt, answer_again = answer_again, room_on = room_on,
            with_due_holds = with_due_holds}
    end
    return rare_functions
end

--#include paths

-- What is booked of what was used: as much as there is room for on every account.
local function charged_of(path, used, policy)
    local charged, is_whole = {}, policy ~= CAP
    for i = 1, 6 do
        charged[i] = used[i]
        for k = 1, #path do
            -- Nothing is near the largest amount, as a rule.
            is_whole = is_whole and path[k][USABLE + i] - path[k][i] + used[i] <= MAX
        end
    end
    for i = 1, is_whole and 0 or CONSUMABLES do
        charged[i] = math.min(used[i], rare().room_on(path, i, policy == CAP))
    end
    return charged
end

local function spend(path, charged)
    for k = 1, #path do
        local account = path[k]
        for i = 1, CONSUMABLES do
            account[i] = account[i] - charged[i]
            account[SPENT + i] = account[SPENT + i] + charged[i]
        end
        account.is_changed = true
    end
end

-- What to write of the requests that are done: fields of reservations, members of the index.
local opened, indexed = {}, {}

local function record_charge(id, text, policy, used, charged)
    local record = 'c\t1\t' .. at .. '\t' .. at .. '\t0\t\t' .. ZERO_VECTOR .. '\t' .. used .. '\t' .. at .. '\tcharge\t' .. used
        .. '\t15\t' .. policy .. '\t' .. string.format(SIX_NUMBERS, unpack(charged)) .. '\t' .. ZERO_VECTOR .. '\t'
        .. string.match(text, '^[^\n]*\t(%-?%d+)\n') .. '\t0\n' .. text
    opened[#opened + 1], opened[#opened + 2] = id, record
    indexed[#indexed + 1], indexed[#indexed + 2] = '-' .. at, tenant .. '\n' .. id
    return {DONE, id, record}
end

-- The tenant's mark, and records of the reservations that are asked for.
local found = redis.call('HMGET', reservations, '', unpack(ARGV, 5, 4 + n))

local function charge(id, record, from)
    local text, policy = ARGV[from], ARGV[from + 1]
    if record and string.byte(record) == 45 then
        -- It is being pruned (45 is the minus of "-n"): its id is free when that is done.
        return {CONFLICT}
    elseif record then
        return rare().answer_again(id, record, text)
    end
    if backlog_of(journal) >= most then
        return {FULL}
    end
    local path = accounts_on_terms(from + 9, tonumber(ARGV[from + 8]))
    local a1, a2, a3, a4, a5, a6 = unpack(ARGV, from + 2, from + 7)
    local used = {a1 + 0, a2 + 0, a3 + 0, a4 + 0, a5 + 0, a6 + 0}
    local refusal = policy == REJECT and lack(path, used)
    if refusal then
        return rare().with_due_holds(refusal, path)
    end
    local charged = charged_of(path, used, policy)
    spend(path, charged)
    return record_charge(id, text, policy, table.concat(ARGV, ' ', from + 2, from + 7), charged)
end

local answers, from, records = {}, 5 + n, {}
for k = 1, n do
    local id = ARGV[4 + k]
    answers[k] = not found[1] and {NO_TENANT} or attempt(charge, id, records[id] or found[1 + k], from)
    if answers[k][1] == DONE then
        records[id] = answers[k][3]
    end
    from = from + 9 + 2 * ARGV[from + 8]
end
if #opened > 0 then
    redis.call('ZADD', due, unpack(indexed))
    put('r', reservations, opened)
end
write_accounts(journal)
for k = 1, #opened, 2 do
    redis.call('XADD', journal, '*', 'r', tenant .. '\n' .. opened[k] .. '\n' .. opened[k + 1])
end
return answers
