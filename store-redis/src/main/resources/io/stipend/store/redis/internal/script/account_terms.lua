-- What an account may use: limits, overrides and grants, and the period in which they count.
--
-- Needs  accounts.lua and what it needs; the calendar "periods" of the caller; the moment "now"
-- Makes  renew(account), adopt(account, terms), set_usable(account), enter(account, ...)
--
-- Each rule first finds out whatever may end the request, and changes the account then.
local ACCOUNT_TERMS, ACCOUNT_LIMIT, ACCOUNT_GRANT, ACCOUNT_ADJUSTMENT, ACCOUNT_PERIOD, ACCOUNT_REPAIR = 0, 1, 2, 3, 4, 5
local ACCOUNT_REVOCATION, ACCOUNT_FROZEN, ACCOUNT_UNFROZEN, ACCOUNT_ANNOUNCEMENT = 6, 7, 8, 9

local function words(text)
    local found = {}
    for word in string.gmatch(text, '%S+') do
        found[#found + 1] = word
    end
    return found
end

-- Parses what accounts.lua leaves as text.
local function read_details(account)
    if account.sequence then
        return
    end
    local sequence, grants, overrides, since, forgotten, frozen =
        string.match(account[DETAILS], '^(%d+)\t([^\t]+)\t([^\t]+)\t(%d+)\t([%d ]+)\t([^\t]*)$')
    if not frozen then
        damaged('the books of account ' .. account.name .. ' cannot be read')
    end
    account.sequence, account.grants, account.overrides = tonumber(sequence), words(grants), words(overrides)
    account.since, account.forgotten, account.frozen = since, forgotten, frozen
end

local function write_details(account)
    account[DETAILS] = table.concat({int(account.sequence), table.concat(account.grants, ' '),
        table.concat(account.overrides, ' '), account.since, account.forgotten, account.frozen}, '\t')
    account.is_changed = true
end

-- The limit in force under these terms; -1 if there is none.
local function limit_of(account, terms, i)
    local override = account.overrides[i]
    return tonumber(override == '-' and terms[i] or override) or -1
end

-- What is left of the grants of a resource, which are used after the limit.
local function left_of_grants(account, limit, i)
    local granted = tonumber(account.grants[i])
    return limit < 0 and granted or math.max(0, granted - math.max(0, account[SPENT + i] - limit))
end

-- Notes a change of one resource of an account for the journal.
local function enter(account, change, i, limit, allowance_delta, spent_delta, reason)
    account.sequence = account.sequence + 1
    local entry = table.concat({int(account.sequence), int(now), change, i - 1, int(limit), int(allowance_delta),
        int(spent_delta), reason}, '\t')
    account_entries[#account_entries + 1] = account.name .. '\n' .. entry
    write_details(account)
    return entry
end

-- Reckons anew what is usable; what is reserved and spent stays.
local function set_usable(account)
    read_details(account)
    local terms = words(account[TERMS])
    for i = 1, 6 do
        local limit = limit_of(account, terms, i)
        local usable = limit < 0 and MAX or math.min(MAX, limit + account.grants[i] + terms[6 + i])
        -- In this order: neither step leaves what a double holds exactly.
        account[i] = usable - (account[USABLE + i] - account[i])
        account[USABLE + i] = usable
    end
    write_details(account)
end

-- The end of the period that now lies in, as the caller's calendar has it: code, zone, start, end, and so on.
local function period_end(code, zone)
    if code == '0' then
        return '-'
    end
    for c, z, from, to in string.gmatch(periods, '(%d+) (%S+) (%d+) (%d+)') do
        if c == code and z == zone and tonumber(from) <= now and now < tonumber(to) then
            return to
        end
    end
    finish(NO_PERIOD, code, zone, int(now))
end

-- Begins the period that now is, where the account's has ended: nothing is spent, and what is left of the grants, which
-- are used after the limit, lives on. Where the clock was ahead and was put right, the current period ends in time; what is
-- spent stays spent until then.
local function renew(account)
    if not is_out_of_period(account) then
        return
    end
    read_details(account)
    local terms, grants = words(account[TERMS]), account.grants
    local left = account[PERIOD_END] == '-' and math.huge or account[PERIOD_END] - now
    if left <= 0 or ends_too_late(account, left) then
        account[PERIOD_END] = period_end(terms[13], terms[14])
    end
    if left > 0 then
        account.since = int(math.min(account.since, now))
        write_details(account)
        return
    end
    account.since, account.forgotten = int(now), ZERO_VECTOR
    for i = 1, 6 do
        local spent = account[SPENT + i]
        if spent > 0 then
            local limit, granted = limit_of(account, terms, i), tonumber(grants[i])
            local left = left_of_grants(account, limit, i)
            grants[i] = int(left)
            account[SPENT + i] = 0
            account[i] = account[i] + spent
            enter(account, ACCOUNT_PERIOD, i, limit, left - granted, -spent, 'new period')
        end
    end
    set_usable(account)
end

-- Takes over policy's current terms. Another period begins at once; what is spent stays spent until its end.
local function adopt(account, current)
    if account[TERMS] == current then
        return
    end
    read_details(account)
    local before, after = words(account[TERMS]), words(current)
    if before[13] ~= after[13] or before[14] ~= after[14] then
        account[PERIOD_END] = period_end(after[13], after[14])
    end
    for i = 1, 6 do
        local was, is = limit_of(account, before, i), limit_of(account, after, i)
        if was ~= is then
            enter(account, ACCOUNT_TERMS, i, is, math.max(0, is) - math.max(0, was), 0, 'policy')
        end
    end
    account[TERMS] = current
    set_usable(account)
end
