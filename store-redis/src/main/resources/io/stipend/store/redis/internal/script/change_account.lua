-- An administrator's change of one resource of an account, or of whether it is frozen; or an announcement about it. The account is
-- made if it does not exist.
--
-- KEYS  accounts, names, reservations, changes, journal, preserved
-- ARGV  tenant, calendar, most entries in the journal, account, operation, change (1 limit, 2 grant, 3 adjustment,
--       6 revocation, 7 frozen, 8 unfrozen, 9 announcement), resource from 1, its amount (of a limit: "-" to remove the override, "u" for
--       unlimited; of a revocation: what to take at most; of an announcement: the sequence of the one that it follows), reason
-- gives DONE or DONE_BEFORE with the entry; OUT_OF_RANGE with the sum; or another outcome
local accounts, names, reservations, changes, journal, preserved = unpack(KEYS)
local tenant, periods, name, change, i, amount, reason =
    ARGV[1], ARGV[2], ARGV[4], tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8], ARGV[9]
local now = clock()
--#include functions
--#include preserve
--#include accounts
--#include account_terms
--#include account_changes
local payload = table.concat({change, i, amount, reason}, '\t')

-- Makes the change: what it adds to the allowance and to what is spent, or nothing and the sum that is out of range.
local function apply(account)
    local grants, terms = account.grants, words(account[TERMS])
    if change == ACCOUNT_LIMIT then
        local limit_before = math.max(0, limit_of(account, terms, i))
        account.overrides[i] = amount
        return math.max(0, limit_of(account, terms, i)) - limit_before, 0
    elseif change == ACCOUNT_GRANT then
        if tonumber(amount) > MAX - grants[i] then
            return nil, grants[i] + amount
        end
        grants[i] = int(grants[i] + amount)
        return tonumber(amount), 0
    elseif change == ACCOUNT_FROZEN or change == ACCOUNT_UNFROZEN then
        account.frozen = change == ACCOUNT_FROZEN and reason or ''
        return 0, 0
    elseif change == ACCOUNT_ANNOUNCEMENT then
        return 0, 0
    elseif change == ACCOUNT_REVOCATION then
        local taken = math.min(amount, left_of_grants(account, limit_of(account, terms, i), i))
        grants[i] = int(grants[i] - taken)
        return -taken, 0
    end
    local spent = account[SPENT + i] + amount
    -- Free above what is usable, less what is reserved: where the sum would pass what an account can hold.
    if spent < 0 or account[USABLE + i] - account[i] > MAX - amount then
        return nil, spent
    end
    account[SPENT + i], account[i] = spent, account[i] - amount
    return 0, tonumber(amount)
end

-- The tenant's mark, if the account is the tenant's own.
local mark
local function change_account()
    local answer = answer_again(payload, change == ACCOUNT_ANNOUNCEMENT and amount)
    if answer then
        return answer
    elseif name == 'tenant:' .. tenant and not redis.call('HGET', reservations, '') then
        return {NO_TENANT}
    end
    local account = account_of(name)
    renew(account)
    read_details(account)
    -- Also where it turns out to be out of range, an account that was asked about exists.
    account.is_changed = true
    local allowance_delta, spent_delta = apply(account)
    if not allowance_delta then
        return {OUT_OF_RANGE, int(spent_delta)}
    end
    set_usable(account)
    mark = name == 'tenant:' .. tenant and (account.frozen == '' and '1' or 'frozen ' .. account.frozen)
    local limit = limit_of(account, words(account[TERMS]), i)
    return keep_change(payload, enter(account, change, i, limit, allowance_delta, spent_delta, reason))
end

local answer = attempt(change_account)
write_change()
write_accounts(journal)
if mark then
    redis.call('HSET', reservations, '', mark)
end
return {answer}
