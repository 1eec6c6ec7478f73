-- Shortens leases that only a clock which was ahead can have given: they end further away than any lease is long. They end as if
-- they were given now.
--
-- KEYS  reservations, steps, due, preserved
-- ARGV  tenant, ids
-- gives DONE and how many were shortened
local reservations, steps, due, preserved = unpack(KEYS)
local tenant = ARGV[1]
local now = clock()
--#include functions
--#include preserve
--#include reservations

local shortened = 0
local function shorten(id)
    local record = redis.call('HGET', reservations, id)
    local r = record and parsed(id, record)
    if r and r.is_open and r[EXPIRES] - now > MAX_LEASE then
        r[EXPIRES] = now + math.min(lease_of(r), MAX_LEASE)
        redis.call('ZADD', due, int(r[EXPIRES]), tenant .. '\n' .. id)
        put('r', reservations, {id, reservation_text(r)})
        shortened = shortened + 1
    end
    return {DONE}
end

for k = 2, #ARGV do
    attempt(shorten, ARGV[k])
end
return {{DONE, shortened}}
