-- An administrator's change of one resource of an account, which is made if it does not exist.
--
-- KEYS  accounts, names, changes, journal, before
-- ARGV  tenant, calendar, most entries in the journal, account, operation, change (1 limit, 2 grant, 3 adjustment),
--       resource from 1, its amount (of a limit: "-" to remove the override, "u" for unlimited), reason
-- gives DONE or DONE_BEFORE with the entry; OUT_OF_RANGE with the sum; or another outcome
local accounts, names, changes, journal, before = unpack(KEYS)
local tenant, periods, name, change, i, amount, reason =
    ARGV[1], ARGV[2], ARGV[4], tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8], ARGV[9]
local now = clock()
--#include functions
--#include before
--#include tables
--#include books
--#include terms
--#include changes
local payload = table.concat({change, i, amount, reason}, '\t')

-- Makes the change: what it adds to the allowance and to what is spent, or nothing and the sum that is out of range.
local function apply(book)
    local terms, grants, overrides = words(book[TERMS]), words(book[GRANTS]), words(book[OVERRIDES])
    if change == ACCOUNT_LIMIT then
        local before = math.max(0, limit_of(terms, overrides, i))
        overrides[i] = amount
        book[OVERRIDES] = table.concat(overrides, ' ')
        return math.max(0, limit_of(terms, overrides, i)) - before, 0
    elseif change == ACCOUNT_GRANT then
        if tonumber(amount) > MAX - grants[i] then
            return nil, grants[i] + amount
        end
        grants[i] = int(grants[i] + amount)
        book[GRANTS] = table.concat(grants, ' ')
        return tonumber(amount), 0
    end
    local spent = book[SPENT + i] + amount
    -- Free above the ceiling, less what is reserved: where the sum would pass what an account can hold.
    if spent < 0 or book[CEILING + i] - book[i] > MAX - amount then
        return nil, spent
    end
    book[SPENT + i], book[i] = spent, book[i] - amount
    return 0, tonumber(amount)
end

local function administer()
    local known = answered(payload)
    if known then
        return known
    end
    local book = book_of(name)
    renew(book)
    local allowance_delta, spent_delta = apply(book)
    if not allowance_delta then
        keep({book})
        return {OUT_OF_RANGE, int(spent_delta)}
    end
    raise(book)
    local limit = limit_of(words(book[TERMS]), words(book[OVERRIDES]), i)
    local entry = enter(book, change, i, limit, allowance_delta, spent_delta, reason)
    keep({book})
    return note_change(payload, entry)
end

local answer = attempt(administer)
write_change()
write_books(journal, tenant)
return {answer}
