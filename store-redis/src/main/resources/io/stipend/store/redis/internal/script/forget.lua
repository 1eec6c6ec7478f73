-- Forgets reservations of one tenant that were closed as long ago as the retention, or longer, with their operations and
-- steps. What they had charged in the current period of an account is kept as a sum with it. Does nothing while somebody
-- reads the tenant's books.
--
-- KEYS  accounts, reservations, operations, steps, due, before
-- ARGV  tenant, retention in milliseconds, ids
-- gives DONE and how many were forgotten; CONFLICT while somebody reads
local accounts, reservations, operations, steps, due, before = unpack(KEYS)
local tenant, retention = ARGV[1], tonumber(ARGV[2])
local now = clock()
--#include functions
--#include before
--#include tables
--#include rows

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

-- Adds what a reservation had charged to what is forgotten on its accounts. A sum beyond what a number holds exactly stays
-- at the most there is.
local function account_for(r)
    local after = {}
    for name in string.gmatch(string.match(r[REQUEST], '\n([^\n]*)'), '[^\t]+') do
        local record = records[name] or redis.call('HGET', accounts, name)
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
        records[name], changed[name] = record, true
    end
end

local function forget(id)
    local row = redis.call('HGET', reservations, id)
    local r = row and parsed(id, row)
    if r and (r.open or now - r.closed_at < retention) then
        return 0
    end
    if r then
        account_for(r)
    end
    redis.call('ZREM', due, tenant .. '\n' .. id)
    if not r then
        return 0
    end
    for sequence = 2, r[ROW_SEQUENCE] do
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
local forgotten = 0
for k = 3, #ARGV do
    local answer = attempt(forget, ARGV[k])
    forgotten = forgotten + (type(answer) == 'number' and answer or 0)
end
write_books('', tenant)
return {{DONE, forgotten}}
