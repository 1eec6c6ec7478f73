-- What waits of one tenant in its shard's journal, from the end backwards: then a reader of the journal that takes entries
-- away meanwhile leaves no gap. It is not disturbed.
--
-- KEYS  preserved, journal
-- ARGV  the reader's name, for how many milliseconds, tenant, where to begin as XREVRANGE has it, how many to look at
-- gives DONE, the id of the last entry looked at ("" at the end), and in turn: id, kind (r, o, a) and text of an entry;
--       NOT_FOUND if the books are not kept for this reader any more
--#include snapshot_reader
local beginning = ARGV[3] .. '\n'
local entries = redis.call('XREVRANGE', KEYS[2], ARGV[4], '-', 'COUNT', ARGV[5])
local answer = {DONE, entries[1] and entries[#entries][1] or ''}
for _, entry in ipairs(entries) do
    local kind, text = entry[2][1], entry[2][2] or ''
    if string.sub(text, 1, #beginning) == beginning then
        answer[#answer + 1], answer[#answer + 2], answer[#answer + 3] = entry[1], kind, text
    end
end
return {answer}
