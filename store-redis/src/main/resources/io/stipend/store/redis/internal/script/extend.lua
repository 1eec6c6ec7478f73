-- Extensions: each request changes the envelope of an open reservation on all accounts of its path, or on none, or its lease, or both.
--
-- KEYS  accounts, names, reservations, operations, steps, due, journal, preserved
-- ARGV  tenant, calendar, most entries in the journal, and for each request: reservation or step, "1" for a step, operation, lease (0
--       to leave it alone), by how much the hold is to change (6, below zero to give back), how much more there must be (6), the
--       most to hold of each in all (6, "-" for any), "1" to refuse less than is wanted while holds are due, fingerprint,
--       "1" to ask what is available on the path; number of accounts whose terms the caller knows, and for each of these its name, its
--       terms, its ceiling (six numbers, "-" for none, or "" for no ceiling at all)
-- gives for each: DONE or DONE_BEFORE with id, record of the extension, request and, if asked for, balances; INSUFFICIENT or
--       ABOVE_CEILING with account, resource, needed, available and due holds; FROZEN with account, who and why; or another outcome
local accounts, names, reservations, operations, steps, due, journal, preserved = unpack(KEYS)
local tenant, periods = ARGV[1], ARGV[2]
local now = clock()
--#include functions
--#include preserve
--#include accounts
--#include reservations
--#include operations

-- Where in a request its parts stand: what comes before amounts of six, and what else is named.
local ASKED, LEAST, MOST, DUE_FIRST, FINGERPRINT, BALANCES, COUNT = 3, 9, 15, 22, 23, 24, 25

-- The request of a reservation that was split from another has four lines.
local OF_CHILD = '^[^\n]*\n[^\n]*\n[^\n]*\n'

-- Functions that most requests do without. To make them takes as long as a short script, so it is done when one is needed.
local rare_functions
local function rare()
    if not rare_functions then
        --#include account_terms
        --#include due_holds
        --#include balances
        --#include tree
        --#include shortages
        rare_functions = {renew = renew, adopt = adopt, balances_of = balances_of, open_parent = open_parent,
            refuse_for_want = refuse_for_want, change_child = change_child, limit_by = limit_by, lessen = lessen}
    end
    return rare_functions
end

-- By how much the hold is to change, how much more there must be, how much more the reservation may have of what is wanted; and
-- the refusal where it may not have what there must be.
local function read_change(r, from)
    local asked, at_least, wanted, refusal = {}, {}, {}, nil
    for i = 1, 6 do
        local least, held = ARGV[from + LEAST + i] + 0, r[HELD + i]
        local most = tonumber(ARGV[from + MOST + i]) or MAX
        asked[i], at_least[i] = ARGV[from + ASKED + i] + 0, least
        wanted[i] = math.max(0, math.min(asked[i], most - held))
        if least > MAX - held then
            return asked, at_least, wanted, {OUT_OF_RANGE}
        elseif not refusal and least > 0 and held + least > most then
            refusal = {TOO_LARGE, '', i - 1, int(held + least), int(most)}
        end
    end
    return asked, at_least, wanted, refusal
end

-- The accounts of the path, in the period that now is, on the caller's terms where there are any; and whether there are ceilings.
local function read_path(r, from)
    local path, by_name, is_current, has_ceilings = {}, {}, true, false
    for name in string.gmatch(path_text(r), '[^\t]+') do
        local account = account_on_path(r, name)
        path[#path + 1], by_name[name], account.left = account, account, nil
        is_current = is_current and not is_out_of_period(account)
    end
    local first = from + COUNT + 1
    local last = first + 3 * ARGV[from + COUNT] - 1
    for k = first, last, 3 do
        local account = by_name[ARGV[k]]
        is_current = is_current and (not account or account[TERMS] == ARGV[k + 1])
        has_ceilings = has_ceilings or ARGV[k + 2] ~= ''
    end
    for _, account in ipairs(is_current and {} or path) do
        rare().renew(account)
    end
    for k = first, is_current and first - 1 or last, 3 do
        if by_name[ARGV[k]] then
            rare().adopt(by_name[ARGV[k]], ARGV[k + 1])
        end
    end
    if has_ceilings then
        rare().limit_by(by_name, first, last)
    end
    return path, has_ceilings
end

-- Changes the hold on the accounts of the path, or that of an open parent: by how much; or a refusal if one is frozen or has too little.
local function change_hold(r, mark, from, asked, at_least, wanted)
    local p = string.find(r[REQUEST], OF_CHILD) and rare().open_parent(r)
    if p then
        return rare().change_child(p, r, from, asked, at_least, wanted)
    end
    local path, has_ceilings = read_path(r, from)
    local refusal = math.max(unpack(asked)) > 0 and freeze_of(mark, path) or nil
    if not refusal and (has_ceilings or lack(path, wanted)) then
        refusal = rare().refuse_for_want(path, from, wanted, at_least)
        rare().lessen(wanted, path)
    end
    if refusal then
        return nil, refusal
    end
    for i = 1, 6 do
        if asked[i] < 0 then
            wanted[i] = wanted[i] - math.max(0, math.min(-asked[i], r[HELD + i] - r[USED + i]))
        end
    end
    hold(path, wanted)
    return wanted
end

local function extend(mark, from)
    local operation, lease, fingerprint = ARGV[from + 2], ARGV[from + 3] + 0, ARGV[from + FINGERPRINT]
    local id, record = reservation_of(ARGV[from], ARGV[from + 1])
    if not mark then
        return {NO_TENANT}
    elseif not id then
        return {NOT_FOUND}
    end
    local r = parsed(id, record)
    local answer = answer_again(r, operation, 'x', fingerprint) or refuse(r, record)
    local asks = ARGV[from + BALANCES] == '1'
    -- Read at first, so that damage is found before anything is changed, and once more when all is.
    local available = asks and (not answer or answer[1] == DONE_BEFORE) and rare().balances_of(r) or nil
    if answer then
        answer[5] = available
        return answer
    elseif backlog_of(journal) >= tonumber(ARGV[3]) then
        return {FULL}
    end
    local asked, at_least, changed, refusal = read_change(r, from)
    local asked_text = table.concat(ARGV, ' ', from + ASKED + 1, from + ASKED + 6)
    if not refusal and asked_text ~= ZERO_VECTOR then
        changed, refusal = change_hold(r, mark, from, asked, at_least, changed)
    end
    if refusal then
        return refusal
    end
    for i = 1, 6 do
        r[HELD + i] = r[HELD + i] + changed[i]
    end
    if lease > 0 then
        renew_lease(r, lease)
    end
    answer = record_operation(r, operation, 'x', r[PEAK], table.concat({six(changed, 0), 0, ARGV[from + 3], asked_text,
        table.concat(ARGV, ' ', from + LEAST + 1, from + LEAST + 6), fingerprint}, '\t'))
    answer[5] = available and rare().balances_of(r)
    return answer
end

-- Where the requests begin; the tenant's mark, and records of the reservations that are named by their ids.
local starts, references = {}, {''}
local from = 4
while from <= #ARGV do
    starts[#starts + 1] = from
    references[#references + 1] = ARGV[from + 1] ~= '1' and ARGV[from] or nil
    from = from + COUNT + 1 + 3 * ARGV[from + COUNT]
end
local found = redis.call('HMGET', reservations, unpack(references))
for k = 2, #references do
    read_records[references[k]] = found[k]
end
read_operations_ahead(starts)
local answers = {}
for k, start in ipairs(starts) do
    answers[k] = attempt(extend, found[1], start)
end
write_operations()
write_accounts(journal)
return answers
