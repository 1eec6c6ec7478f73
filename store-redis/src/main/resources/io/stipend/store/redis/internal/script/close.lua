-- Settles, releases and expires: books what was used on all accounts of the path, or on none, and returns the rest.
--
-- KEYS  accounts, names, reservations, operations, steps, due, journal, preserved
-- ARGV  tenant, calendar, and for each request: reservation or step, "1" for a step, verb (s, r, e), operation,
--       overrun policy (0 charge, 1 cap, 2 reject), which figures are reported (bits), the figures (6), fingerprint
-- gives for each: DONE, DONE_BEFORE or ALREADY_CLOSED with id and record; or another outcome
local accounts, names, reservations, operations, steps, due, journal, preserved = unpack(KEYS)
local tenant, periods = ARGV[1], ARGV[2]
local now = clock()
local at = string.format('%d', now)
--#include functions
--#include preserve
--#include accounts
--#include reservations
local CAP, REJECT = '1', '2'
local NOTHING = {0, 0, 0, 0, 0, 0}

-- Functions that most requests do without. To make them takes as long as a short script, so it is done when one is needed.
local rare_functions
local function rare()
    if not rare_functions then
        --#include account_terms
        --#include overruns
        rare_functions = {renew = renew, room_on = room_on, books_hold = books_hold, refundable = refundable}
    end
    return rare_functions
end

-- The same for reservations that were split from others: their requests have four lines.
local OF_CHILD = '^[^\n]*\n[^\n]*\n[^\n]*\n'
local tree_functions
local function tree()
    if not tree_functions then
        --#include operations
        --#include tree
        tree_functions = {open_parent = open_parent, rest_of = rest_of, move_any = move_any, write = write_operations}
    end
    return tree_functions
end

-- Whether this operation was done before: its answer then, or that it was another one.
local function answer_again(r, record, verb, from)
    local operation = ARGV[from + 3]
    if not r.is_open and r[STATE] ~= 'e' and r[STATE] ~= 'c' and r.operation == operation then
        local same = r[STATE] == verb and r.fingerprint == ARGV[from + 12]
        return {same and DONE_BEFORE or CONFLICT, r.id, record}
    elseif verb ~= 'e' and r[SEQUENCE] > 1 then
        local found = redis.call('HMGET', operations, '', r.id .. '\n' .. operation)
        return not found[1] and {NO_TENANT} or found[2] and {CONFLICT} or nil
    end
end

-- What keeps a reservation from being closed: an expiry that is not due, or that must come first; another closing. An
-- expired reservation can still be settled.
local function refuse(r, record, verb)
    if verb ~= 'e' then
        expire_first(r)
    end
    local may_close = r.is_open and (verb ~= 'e' or now >= r[EXPIRES]) or verb == 's' and r[STATE] == 'e'
    return not may_close and {ALREADY_CLOSED, r.id, record} or nil
end

-- Replaces what was tracked by what is reported, where it is: a settlement's figures are final.
local function take_report(r, from)
    local reported, i = tonumber(ARGV[from + 5]), 1
    while reported > 0 do
        local rest = reported % 2
        if rest == 1 then
            r[USED + i] = tonumber(ARGV[from + 5 + i])
        end
        reported, i = (reported - rest) / 2, i + 1
    end
end

-- The accounts of its path, in the period that now is. Many requests have the same.
local found_accounts = {}
local function accounts_of(r)
    local path = path_text(r)
    local found = found_accounts[path]
    if found then
        return found
    end
    found = {}
    for name in string.gmatch(path, '[^\t]+') do
        found[#found + 1] = account_on_path(r, name)
    end
    for _, account in ipairs(found) do
        if is_out_of_period(account) then
            rare().renew(account)
        end
    end
    found_accounts[path] = found
    return found
end

--#include bookings

-- Entries of the journal, for the requests that are done, and the reservations that they closed.
local closings, closed = {}, {}

local function record_closing(r, from, charged, booked)
    local late = r.is_open and '0' or r.closed_at
    r[STATE], r[SEQUENCE] = ARGV[from + 2], r[SEQUENCE] + 1
    r[CLOSING] = '\t' .. at .. '\t' .. ARGV[from + 3] .. '\t' .. table.concat(ARGV, ' ', from + 6, from + 11) .. '\t'
        .. ARGV[from + 5] .. '\t' .. ARGV[from + 4] .. '\t' .. six(charged, 0) .. '\t' .. (booked == NOTHING and ZERO_VECTOR or six(booked, 0)) .. '\t'
        .. ARGV[from + 12] .. '\t' .. late
    local record = reservation_text(r)
    changed_records[r.id] = record
    closed[r.id] = true
    closings[#closings + 1] = tenant .. '\n' .. r.id .. '\n' .. record
    return {DONE, r.id, record}
end

local function close(from)
    backlog_of(journal)
    local verb, policy = ARGV[from + 2], ARGV[from + 4]
    local id, record = reservation_of(ARGV[from], ARGV[from + 1])
    if not id then
        return {NOT_FOUND}
    end
    local r = parsed(id, record)
    local answer = answer_again(r, record, verb, from) or refuse(r, record, verb)
    if answer then
        return answer
    end
    local held, booked = {unpack(r, HELD + 1, HELD + 6)}, NOTHING
    if verb == 's' then
        take_report(r, from)
        for i = 1, CONSUMABLES do
            if policy == REJECT and r[USED + i] > held[i] then
                return {OVERRUN_REJECTED, six(held, 0), six(r, USED)}
            end
        end
    end
    if not r.is_open then
        held, booked = NOTHING, {string.match(r.charged, SIX_AMOUNTS)}
        for i = 1, 6 do
            booked[i] = tonumber(booked[i])
        end
    end
    local path = accounts_of(r)
    local is_hold_booked = (verb == 'e' or not r.is_open) and rare().books_hold(r)
    local charged = charge(r, r.is_open and held or booked, booked, path, policy, is_hold_booked)
    local p, by, freed = string.find(r[REQUEST], OF_CHILD) and tree().open_parent(r), nil, held
    if p then
        by, freed = tree().rest_of(p, held, charged)
    end
    book(path, freed, charged, booked)
    answer = record_closing(r, from, charged, booked)
    if p then
        tree().move_any(p, id, by)
    end
    return answer
end

local answers = {}
read_ahead(3, 13)
for from = 3, #ARGV, 13 do
    answers[#answers + 1] = attempt(close, from)
end
if tree_functions then
    tree().write()
end
if next(closed) then
    local fields, indexed, moment = {}, {}, '-' .. at
    for id in pairs(closed) do
        indexed[#indexed + 1], indexed[#indexed + 2] = moment, tenant .. '\n' .. id
        fields[#fields + 1], fields[#fields + 2] = id, changed_records[id]
    end
    redis.call('ZADD', due, unpack(indexed))
    put('r', reservations, fields)
end
write_accounts(journal)
for _, closing in ipairs(closings) do
    redis.call('XADD', journal, '*', 'r', closing)
end
return answers
