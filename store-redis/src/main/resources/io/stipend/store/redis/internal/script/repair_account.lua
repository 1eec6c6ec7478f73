-- Sets what is reserved and spent on an account, if all is as it was found.
--
-- KEYS  accounts, names, changes, journal, preserved
-- ARGV  tenant, calendar, most entries in the journal, account, operation, sequence found, reserved found (6), spent found
--       (6), what is to be reserved (6) and spent (6), reason
-- gives DONE or DONE_BEFORE with the entry; NOT_FOUND if the account is not as it was found; CONFLICT; OUT_OF_RANGE; or
--       another outcome
--
-- A period that is over stays as it is: what was found is what is compared. What an account may use at all is derived from
-- limits and grants, and made anew. The repair is kept among the account's changes: see account_changes.lua.
local accounts, names, changes, journal, preserved = unpack(KEYS)
local tenant, periods, name, sequence, reason = ARGV[1], ARGV[2], ARGV[4], ARGV[6], ARGV[11]
local now = clock()
--#include functions
--#include preserve
--#include accounts
--#include account_terms
--#include account_changes
local payload = ACCOUNT_REPAIR .. '\t' .. table.concat(ARGV, '\t', 6)

local function is_as_found(account)
    local reserved, spent = words(ARGV[7]), words(ARGV[8])
    for i = 1, 6 do
        if int(account[USABLE + i] - account[SPENT + i] - account[i]) ~= reserved[i]
            or int(account[SPENT + i]) ~= spent[i] then
            return false
        end
    end
    return not account.is_new and int(account.sequence) == sequence
end

local function repair()
    local answer = answer_again(payload)
    if answer then
        return answer
    end
    local account = account_of(name)
    read_details(account)
    if not is_as_found(account) then
        return {NOT_FOUND}
    end
    local reserved, spent = words(ARGV[9]), words(ARGV[10])
    for i = 1, 6 do
        if reserved[i] + spent[i] > MAX then
            return {OUT_OF_RANGE, i - 1}
        end
    end
    set_usable(account)
    for i = 1, 6 do
        account[SPENT + i] = tonumber(spent[i])
        account[i] = account[USABLE + i] - spent[i] - reserved[i]
    end
    local limit = limit_of(account, words(account[TERMS]), 1)
    return keep_change(payload, enter(account, ACCOUNT_REPAIR, 1, limit, 0, 0, reason))
end

local answer = attempt(repair)
write_change()
write_accounts(journal)
return {answer}
