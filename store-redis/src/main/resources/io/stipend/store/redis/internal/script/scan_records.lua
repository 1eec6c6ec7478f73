-- Some fields of a hash as it stands.
--
-- KEYS  the hash
-- ARGV  cursor, how many, pattern of names, what records begin with
-- gives DONE, the next cursor, and names and records in turn
local page = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2], 'MATCH', ARGV[3])
local answer, beginning = {DONE, page[1]}, ARGV[4]
for k = 1, #page[2], 2 do
    local name, record = page[2][k], page[2][k + 1]
    if name ~= '' and string.sub(record, 1, #beginning) == beginning then
        answer[#answer + 1], answer[#answer + 2] = name, record
    end
end
return {answer}
