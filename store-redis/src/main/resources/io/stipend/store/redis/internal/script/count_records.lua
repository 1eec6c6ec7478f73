-- How much a tenant has: a key that cannot be counted counts as one.
--
-- KEYS  accounts, reservations
-- gives DONE, and how many accounts and reservations there are
local answer = {DONE}
for _, key in ipairs(KEYS) do
    local fields = redis.pcall('HLEN', key)
    answer[#answer + 1] = type(fields) == 'number' and math.max(0, fields - 1) or 1
end
return {answer}
