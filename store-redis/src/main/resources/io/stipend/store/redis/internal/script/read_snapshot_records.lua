-- Some records of a hash as they were when the reader began.
--
-- KEYS  preserved, the hash
-- ARGV  the reader's name, for how many milliseconds, the kind of records as preserve.lua has it, cursor, how many
-- gives DONE, the next cursor, and names and records in turn; NOT_FOUND if the books are not kept for this reader any more
--
-- A record that was there then is still there: nothing is pruned while somebody reads. One that is new is known to be.
--#include snapshot_reader
local kind = ARGV[3]
local page = redis.call('HSCAN', KEYS[2], ARGV[4], 'COUNT', ARGV[5])
local answer = {DONE, page[1]}
for k = 1, #page[2], 2 do
    local name = page[2][k]
    local record = name ~= '' and (redis.call('HGET', preserved, kind .. name) or page[2][k + 1]) or ''
    -- A reservation that is being pruned ("-n") is none any more.
    if record ~= '' and not (kind == 'r' and string.match(record, '^%-%d+$')) then
        answer[#answer + 1], answer[#answer + 2] = name, record
    end
end
return {answer}
