-- Changes the envelope of an open reservation on all accounts of its path, or on none, or its lease, or both.
--
-- KEYS  accounts, names, reservations, operations, steps, due, journal, preserved
-- ARGV  tenant, calendar, most entries in the journal, reservation or step, "1" for a step, operation, lease (0 to leave
--       it alone), by how much the hold is to change (6, below zero to give back), how much more there must be (6), the most to
--       hold of each in all (6, "-" for any), "1" to refuse less than is wanted while holds are due, fingerprint,
--       "1" to ask what is available on the path; and for each account whose terms the caller knows: its name, its terms, its
--       ceiling (six numbers, "-" for none, or "" for no ceiling at all)
-- gives DONE or DONE_BEFORE with id, record of the extension, request and, if asked for, balances; INSUFFICIENT or ABOVE_CEILING with account,
--       resource, needed, available and due holds; FROZEN with account, who and why; or another outcome
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
--#include balances
--#include tree

-- The tenant's mark, read together with the record of a reservation that is named by its id.
local function read_mark(reference, by_step)
    if by_step == '1' then
        return redis.call('HGET', reservations, '')
    end
    local found = redis.call('HMGET', reservations, '', reference)
    read_records[reference] = found[2]
    return found[1]
end

-- By how much the hold is to change, how much more there must be, how much more the reservation may have of what is wanted; and
-- the refusal where it may not have what there must be.
local function read_change(r)
    local asked, at_least, wanted, refusal = {}, {}, {}, nil
    for i = 1, 6 do
        asked[i], at_least[i] = tonumber(ARGV[7 + i]), tonumber(ARGV[13 + i])
        if at_least[i] > MAX - r[HELD + i] then
            return asked, at_least, wanted, {OUT_OF_RANGE}
        end
    end
    for i = 1, 6 do
        local most, held = tonumber(ARGV[19 + i]) or MAX, r[HELD + i]
        if not refusal and at_least[i] > 0 and held + at_least[i] > most then
            refusal = {TOO_LARGE, '', i - 1, int(held + at_least[i]), int(most)}
        end
        wanted[i] = math.max(0, math.min(asked[i], most - held))
    end
    return asked, at_least, wanted, refusal
end

-- The accounts of the path, in the period that now is, on the caller's terms where there are any; each knows how much is left of
-- what under its ceiling.
local function read_path(r)
    local terms, ceilings, path = {}, {}, {}
    for k = 29, #ARGV, 3 do
        terms[ARGV[k]], ceilings[ARGV[k]] = ARGV[k + 1], ARGV[k + 2]
    end
    for name in string.gmatch(path_text(r), '[^\t]+') do
        path[#path + 1] = account_on_path(r, name)
    end
    for _, account in ipairs(path) do
        local i = 0
        renew(account)
        if terms[account.name] then
            adopt(account, terms[account.name])
        end
        account.left = {}
        for word in string.gmatch(ceilings[account.name] or '', '%S+') do
            i = i + 1
            local ceiling = tonumber(word)
            account.left[i] = ceiling and ceiling - (account[USABLE + i] - account[i])
        end
    end
    return path
end

-- The first resource of which there is too little, on the first of the accounts; else that of which a ceiling leaves too little.
local function first_lack(path, asked)
    local refusal = lack(path, asked)
    for _, account in ipairs(refusal and {} or path) do
        for i = 1, 6 do
            local left = account.left[i]
            if left and asked[i] > 0 and asked[i] > left then
                return {ABOVE_CEILING, account.name, i - 1, int(asked[i]), int(left)}
            end
        end
    end
    return refusal
end

-- Lessens what is wanted to what there is on every account; nothing of what one of them is in debt of.
local function lessen(wanted, path)
    for _, account in ipairs(path) do
        for i = 1, 6 do
            wanted[i] = math.max(0, math.min(wanted[i], account[i], account.left[i] or MAX))
        end
    end
end

-- The refusal of an extension that finds too little, if it does, on accounts or with a parent.
local function refuse_for_want(lack_of, with_due, source, wanted, at_least)
    local missed = lack_of(source, wanted)
    local refusal = missed and lack_of(source, at_least)
    if refusal then
        return with_due(refusal, source.id or source)
    elseif missed and ARGV[26] == '1' and #with_due(missed, source.id or source) > 5 then
        return missed
    end
end

-- Changes the hold on the accounts of the path, or that of an open parent: by how much; or a refusal if one is frozen or has too little.
local function change_hold(r, asked, at_least, wanted, mark)
    local p = open_parent(r)
    if p then
        local refusal = refuse_for_want(idle_lack, with_due_children, p, wanted, at_least)
        return not refusal and take_from(p, r, asked, wanted) or nil, refusal
    end
    local path = read_path(r)
    local freeze = math.max(unpack(asked)) > 0 and freeze_of(mark, path)
    if freeze then
        return nil, freeze
    end
    local refusal = refuse_for_want(first_lack, with_due_holds, path, wanted, at_least)
    if refusal then
        return nil, refusal
    end
    lessen(wanted, path)
    for i = 1, 6 do
        wanted[i] = wanted[i] - math.max(0, math.min(-asked[i], r[HELD + i] - r[USED + i]))
    end
    hold(path, wanted)
    return wanted
end

local function extend()
    local mark = read_mark(ARGV[4], ARGV[5])
    local id, record = reservation_of(ARGV[4], ARGV[5])
    if not mark then
        return {NO_TENANT}
    elseif not id then
        return {NOT_FOUND}
    end
    local r = parsed(id, record)
    local answer = answer_again(r, operation, 'x', ARGV[27]) or refuse(r, record)
    -- Read at first, so that damage is found before anything is changed, and once more when all is.
    local available = ARGV[28] == '1' and (not answer or answer[1] == DONE_BEFORE) and balances_of(r) or nil
    if answer then
        answer[5] = available
        return answer
    elseif backlog_of(journal) >= tonumber(ARGV[3]) then
        return {FULL}
    end
    local asked, at_least, changed, refusal = read_change(r)
    local asked_text = table.concat({unpack(ARGV, 8, 13)}, ' ')
    if not refusal and asked_text ~= ZERO_VECTOR then
        changed, refusal = change_hold(r, asked, at_least, changed, mark)
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
    local payload = table.concat({six(changed, 0), 0, ARGV[7], asked_text, table.concat({unpack(ARGV, 14, 19)}, ' '), ARGV[27]},
        '\t')
    answer = record_operation(r, operation, 'x', r[PEAK], payload)
    answer[5] = available and balances_of(r)
    return answer
end

local answer = attempt(extend)
write_operations()
write_accounts(journal)
return {answer}
