-- Prunes reservations of one tenant that were closed as long ago as the retention, or longer, with their operations and
-- steps. What they had charged in the current period of an account is kept as a sum with it. Does nothing while somebody
-- reads the tenant's books.
--
-- KEYS  accounts, reservations, operations, steps, due, preserved
-- ARGV  tenant, retention in milliseconds, 1 to pass over those that charged something, else 0, ids
-- gives DONE, how many were pruned, and 1 if the script must be run again with the same ids, else 0; if 0, how many of the ids stay
--       in the index, how many of these are damaged, and in what the first of them is; CONFLICT while somebody reads
--
-- A run does a bounded work, so that others do not wait for it. What stays does not count: each run that must be repeated has
-- forgotten something. A reservation with more operations than that is forgotten first, but for a record "-n", which says that its
-- operations up to the sequence n are still there; the next run goes on.
local accounts, reservations, operations, steps, due, preserved = unpack(KEYS)
local tenant, retention, only_free = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1'
local now = clock()
--#include functions
--#include preserve
--#include reservations

-- How much this run may still do; an operation counts 1, a reservation this much.
local work, RESERVATION_WORK = 100, 2
local OPERATIONS_AT_ONCE = 50

-- Records of accounts that have changed, by names. Only one part does, so they are not parsed as accounts.lua would.
local changed_accounts = {}

-- What a closed reservation had charged since a moment: what its expiry booked, and what a late settlement did.
local function charged_since(r, since)
    local charged, booked, sum = {string.match(r.charged, SIX_AMOUNTS)}, {string.match(r.booked, SIX_AMOUNTS)}, {}
    local all = tonumber(r.closed_at) >= since
    local without_expiry = r.late ~= '0' and tonumber(r.late) < since
    for i = 1, 6 do
        sum[i] = not all and 0 or math.max(0, charged[i] - (without_expiry and booked[i] or 0))
    end
    return sum
end

-- Adds what a reservation had charged to what is forgotten on its accounts. A sum beyond MAX stays there.
local function account_for(r)
    local after = {}
    for name in string.gmatch(path_text(r), '[^\t]+') do
        local record = changed_accounts[name] or redis.call('HGET', accounts, name)
        local head, since, sums, frozen = string.match(record or '', '^(.*\t)(%d+)\t([%d ]+)(\t[^\t]*)$')
        local forgotten = {string.match(sums or '', SIX_AMOUNTS)}
        if not forgotten[6] then
            damaged('the books of account ' .. name .. ' cannot be read')
        end
        for i, amount in ipairs(charged_since(r, tonumber(since))) do
            forgotten[i] = math.min(MAX, forgotten[i] + amount)
        end
        local text = six(forgotten, 0)
        after[name] = text ~= sums and head .. since .. '\t' .. text .. frozen or nil
    end
    for name, record in pairs(after) do
        changed_accounts[name] = record
    end
end

-- Removes operations of a reservation from this one down, as far as the work allows; returns the last that is left, or 1.
local function remove_operations(id, last)
    while last > 1 and work > 0 do
        local first, fields = math.max(2, last - OPERATIONS_AT_ONCE + 1), {}
        for sequence = first, last do
            fields[#fields + 1] = id .. '\n\t' .. int(sequence)
        end
        for _, operation in ipairs(redis.call('HMGET', operations, unpack(fields))) do
            fields[#fields + 1] = operation and id .. '\n' .. operation or nil
        end
        redis.call('HDEL', operations, unpack(fields))
        work = work - (last - first + 1)
        last = first - 1
    end
    return last
end

-- Forgets a reservation that is closed for long enough, but for its operations; returns the sequence of the last of these.
local function forget(id, record)
    local r = parsed(id, record)
    if r.is_open or now - r.closed_at < retention or only_free and string.find(r.charged, '[1-9]') then
        return nil
    end
    account_for(r)
    if r[STEP] ~= '' and redis.call('HGET', steps, r[STEP]) == id then
        redis.call('HDEL', steps, r[STEP])
    end
    return r[SEQUENCE]
end

local is_unfinished = false

-- Returns DONE, how many were pruned, and 1 if it stays for another time.
local function prune(id)
    local record = redis.call('HGET', reservations, id)
    if not record then
        redis.call('ZREM', due, tenant .. '\n' .. id)
        return {DONE, 0, 0}
    end
    local last = is_being_pruned(record) and tonumber(string.sub(record, 2)) or forget(id, record)
    if not last then
        return {DONE, 0, 1}
    end
    work = work - RESERVATION_WORK
    -- There are no more operations than that, whatever a damaged record says.
    last = remove_operations(id, math.min(last, 1 + redis.call('HLEN', operations)))
    if last > 1 then
        redis.call('HSET', reservations, id, '-' .. int(last))
        is_unfinished = true
        return {DONE, 0, 0}
    end
    redis.call('ZREM', due, tenant .. '\n' .. id)
    redis.call('HDEL', reservations, id)
    return {DONE, 1, 0}
end

if is_read then
    return {{CONFLICT}}
end
-- A key of another type fails here, before anything is written.
for _, key in ipairs({accounts, reservations, operations, steps}) do
    redis.call('HEXISTS', key, '')
end
redis.call('ZSCORE', due, '')
local pruned, staying, damages, first_damage = 0, 0, 0, ''
for k = 4, #ARGV do
    if work <= 0 then
        is_unfinished = true
        break
    end
    local answer = attempt(prune, ARGV[k])
    if answer[1] == DONE then
        pruned, staying = pruned + answer[2], staying + answer[3]
    else
        staying, damages = staying + 1, damages + 1
        first_damage = damages == 1 and answer[2] or first_damage
    end
end
local fields = {}
for name, record in pairs(changed_accounts) do
    fields[#fields + 1], fields[#fields + 2] = name, record
end
if #fields > 0 then
    put('a', accounts, fields)
end
return {{DONE, pruned, is_unfinished and 1 or 0, staying, damages, first_damage}}
