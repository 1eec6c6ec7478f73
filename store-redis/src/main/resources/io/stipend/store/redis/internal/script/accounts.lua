-- Accounts, each a field of a hash: kind:name -> parts with tabs between them,
--
--   free (6), end of period, terms, usable (6), spent (6), sequence, grants (6), overrides (6), since, forgotten (6), frozen
--
-- six for the six resources. Usable is how much may be in use at all: limit + grants + overdraft, at most MAX, which is
-- also that of a resource without a limit. free = usable - spent - reserved, below zero in debt: what is reserved is not
-- stored, so the three cannot contradict each other. Terms are as the caller gave them: limits (6, "-" for none), overdraft
-- (6), code and zone of the period. A code is 0 for never, 1 for an hour, 101 to 131 for a month from that day, and n * 1000 + k
-- for periods of n days, one of which begins k days after 1970-01-01. Overrides: "-" for none, "u" for unlimited. Spent counts
-- since the current period was begun, 0 for the first one. Forgotten is the part of it that was charged by reservations which
-- are pruned: what keeps the sum accountable. Frozen says who froze the account and why, and is empty if it is not frozen.
--
-- A tenant's own account, tenant:NAME, has nothing but that. What it says is also in the tenant's mark, the field "" of its
-- reservations, which a reserve reads anyway: "1", or "frozen " and who and why.
--
-- Needs  the keys "accounts" and "names", the "tenant"; functions.lua and preserve.lua
-- Makes  account_of(name); what is free, spent and so on are its parts by these numbers
--
-- An account is parsed once by a script, changed as numbers, and written once, by write_accounts(). Parts from the sequence on
-- stay text here: account_terms.lua knows them.
local ACCOUNT = '^' .. SIX .. '\t(%S+)\t([^\t]+)\t' .. SIX_AMOUNTS .. '\t' .. SIX_AMOUNTS .. '\t(.*)$'
local ACCOUNT_TEXT = SIX_NUMBERS .. '\t%s\t%s\t' .. SIX_NUMBERS .. '\t' .. SIX_NUMBERS .. '\t%s'
local PERIOD_END, TERMS, USABLE, SPENT, DETAILS = 7, 8, 8, 14, 21

-- Accounts that the script has met, by name; entries of their journals.
local met, account_entries = {}, {}

-- Accounts are listed by kind in the order of paths, then by name.
local function listed(name)
    return ({u = '0', s = '1', p = '2', t = '3'})[string.sub(name, 1, 1)] .. name
end

-- An account that does not exist yet. One that is listed and not there was lost.
local function new_account(name)
    if redis.call('ZSCORE', names, listed(name)) then
        damaged('account ' .. name .. ' is listed, and its books are missing')
    elseif not (redis.call('HGET', accounts, '') and redis.call('ZSCORE', names, '')) then
        damaged('the accounts of the tenant, or the list of their names, are missing')
    end
    return {name = name, is_new = true, MAX, MAX, MAX, MAX, MAX, MAX, '-', '- - - - - - 0 0 0 0 0 0 0 UTC',
        MAX, MAX, MAX, MAX, MAX, MAX, 0, 0, 0, 0, 0, 0,
        table.concat({0, ZERO_VECTOR, '- - - - - -', 0, ZERO_VECTOR, ''}, '\t')}
end

local function account_of(name)
    if met[name] then
        return met[name]
    end
    local record = redis.call('HGET', accounts, name)
    local account = record and {name = name, is_changed = false, string.match(record, ACCOUNT)} or new_account(name)
    if not account[1] or account[PERIOD_END] ~= '-' and not tonumber(account[PERIOD_END]) then
        damaged('the books of account ' .. name .. ' cannot be read')
    end
    for i = 1, 6 do
        -- Adding zero makes a number of digits, faster than tonumber() does.
        local free, usable, spent = account[i] + 0, account[USABLE + i] + 0, account[SPENT + i] + 0
        local used = usable - free
        if usable > MAX or free < -MAX or used < spent or used > MAX then
            damaged('the books of account ' .. name .. ' do not add up')
        end
        account[i], account[USABLE + i], account[SPENT + i] = free, usable, spent
    end
    met[name] = account
    return account
end

-- How long an hour and a month can be at most; days are a day and two hours longer at most.
local MAX_HOUR, MAX_MONTH, MORE_THAN_DAYS, SECONDS_OF_DAY = 2 * 3600 * 1000, 33 * 24 * 3600 * 1000, 26 * 3600 * 1000, 24 * 3600

-- Where at the earliest the code of the period stands in terms: after twelve words, each with a blank.
local BEFORE_CODE = 24

-- Whether the account's period ends further away than any can: then it was reckoned from a clock that was ahead.
local function ends_too_late(account, left)
    if left <= MAX_HOUR then
        return false
    end
    local code = (string.match(account[TERMS], ' (%d+) %S+$', BEFORE_CODE) or 0) + 0
    if code >= 1000 then
        return left > (code - code % 1000) * SECONDS_OF_DAY + MORE_THAN_DAYS
    end
    return code == 1 or code > 100 and left > MAX_MONTH
end

-- Whether the account's period has ended, or begins or ends as only a clock that was ahead can have said. One without an end may have
-- begun while the account had periods.
local function is_out_of_period(account)
    if account[PERIOD_END] ~= '-' then
        local left = account[PERIOD_END] - now
        if left <= 0 or ends_too_late(account, left) then
            return true
        end
    end
    return string.match(account[DETAILS], '^%d+\t[^\t]+\t[^\t]+\t(%d+)') - now > 0
end

-- Whether the tenant, by its mark, or one of the accounts is frozen, and which; nothing if none is.
local function freeze_of(mark, of)
    if mark ~= '1' then
        return {FROZEN, 'tenant:' .. tenant, (string.gsub(mark, '^frozen ', ''))}
    end
    for k = 1, #of do
        -- Where an account is not frozen, its last part is empty, and the tab before it (9) comes last.
        if string.byte(of[k][DETAILS], -1) ~= 9 then
            return {FROZEN, of[k].name, string.match(of[k][DETAILS], '[^\t]*$')}
        end
    end
end

-- The first resource of which there is too little, on the first of the accounts; nothing if there is enough.
local function lack(of, asked)
    for k = 1, #of do
        local account = of[k]
        for i = 1, 6 do
            if asked[i] > account[i] and asked[i] > 0 then
                return {INSUFFICIENT, account.name, i - 1, int(asked[i]), int(account[i])}
            end
        end
    end
end

-- Takes what is asked on all accounts.
local function hold(of, asked)
    local a1, a2, a3, a4, a5, a6 = unpack(asked, 1, 6)
    for k = 1, #of do
        local free = of[k]
        free[1], free[2], free[3] = free[1] - a1, free[2] - a2, free[3] - a3
        free[4], free[5], free[6] = free[4] - a4, free[5] - a5, free[6] - a6
        free.is_changed = true
    end
end

local function account_text(account)
    return string.format(ACCOUNT_TEXT, unpack(account, 1, DETAILS))
end

-- Writes the accounts that have changed, and the entries of their journals.
local function write_accounts(journal)
    local fields, added = {}, {}
    for name, account in pairs(met) do
        if account.is_changed then
            fields[#fields + 1], fields[#fields + 2] = name, account_text(account)
        end
        if account.is_changed and account.is_new then
            added[#added + 1], added[#added + 2] = 0, listed(name)
        end
    end
    if #fields > 0 then
        put('a', accounts, fields)
    end
    if #added > 0 then
        redis.call('ZADD', names, unpack(added))
    end
    for _, entry in ipairs(account_entries) do
        redis.call('XADD', journal, '*', 'a', tenant .. '\n' .. entry)
    end
end
