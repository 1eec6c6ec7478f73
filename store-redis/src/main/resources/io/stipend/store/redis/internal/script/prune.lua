-- Prunes reservations of one tenant that were closed as long ago as the retention, or longer, with their operations and
-- steps. What they had charged in the current period of an account is kept as a sum with it. Does nothing while somebody
-- reads the tenant's books.
--
-- KEYS  accounts, reservations, operations, steps, due, preserved
-- ARGV  tenant, retention in milliseconds, ids
-- gives DONE and how many were pruned; CONFLICT while somebody reads
local accounts, reservations, operations, steps, due, preserved = unpack(KEYS)
local tenant, retention = ARGV[1], tonumber(ARGV[2])
local now = clock()
--#include functions
--#include preserve
--#include reservations

-- Records of accounts that have changed, by names. Only their last part does, so they are not parsed as accounts.lua would.
local changed_accounts = {}

-- What a closed reservation had charged since a moment: what its expiry booked, and what a late settlement did.
local function charged_since(r, since)
    local charged, booked, sum = {string.match(r.charged, SIX_AMOUNTS)}, {string.match(r.booked, SIX_AMOUNTS)}, {}
    local all = tonumber(r.closed_at) >= since
    local without_expiry = r.late ~= '0' and tonumber(r.late) < since
    for i = 1, 6 do
        sum[i] = not all and 0 or charged[i] - (without_expiry and booked[i] or 0)
    end
    return sum
end

-- Adds what a reservation had charged to what is forgotten on its accounts. A sum beyond MAX stays there.
local function account_for(r)
    local after = {}
    for name in path_of(r) do
        local record = changed_accounts[name] or redis.call('HGET', accounts, name)
        local head, since, sums = string.match(record or '', '^(.*\t)(%d+)\t([%d ]+)$')
        local forgotten = {string.match(sums or '', SIX_AMOUNTS)}
        if not forgotten[6] then
            damaged('the books of account ' .. name .. ' cannot be read')
        end
        for i, amount in ipairs(charged_since(r, tonumber(since))) do
            forgotten[i] = math.min(MAX, forgotten[i] + amount)
        end
        local text = six(forgotten, 0)
        after[name] = text ~= sums and head .. since .. '\t' .. text or nil
    end
    for name, record in pairs(after) do
        changed_accounts[name] = record
    end
end

local function prune(id)
    local record = redis.call('HGET', reservations, id)
    if not record then
        redis.call('ZREM', due, tenant .. '\n' .. id)
        return 0
    end
    local r = parsed(id, record)
    if r.is_open or now - r.closed_at < retention then
        return 0
    end
    account_for(r)
    redis.call('ZREM', due, tenant .. '\n' .. id)
    for sequence = 2, r[SEQUENCE] do
        local by_sequence = id .. '\n\t' .. int(sequence)
        local operation = redis.call('HGET', operations, by_sequence)
        if operation then
            redis.call('HDEL', operations, by_sequence, id .. '\n' .. operation)
        end
    end
    if r[STEP] ~= '' and redis.call('HGET', steps, r[STEP]) == id then
        redis.call('HDEL', steps, r[STEP])
    end
    redis.call('HDEL', reservations, id)
    return 1
end

if is_read then
    return {{CONFLICT}}
end
local pruned = 0
for k = 3, #ARGV do
    local answer = attempt(prune, ARGV[k])
    pruned = pruned + (type(answer) == 'number' and answer or 0)
end
local fields = {}
for name, record in pairs(changed_accounts) do
    fields[#fields + 1], fields[#fields + 2] = name, record
end
if #fields > 0 then
    put('a', accounts, fields)
end
return {{DONE, pruned}}
