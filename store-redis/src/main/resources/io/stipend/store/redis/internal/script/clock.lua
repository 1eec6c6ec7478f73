-- The store's clock: milliseconds since 1970-01-01 UTC. Read once by each script.
local function clock()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end
