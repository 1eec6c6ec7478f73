-- Operations of reservations, by their sequences.
--
-- KEYS  preserved, operations
-- ARGV  the reader's name, for how many milliseconds, and in turn: reservation, first sequence, last sequence
-- gives DONE, and in turn: reservation, operation, record; NOT_FOUND if the books are not kept for this reader any more
--
-- An operation never changes, and one that came later has a higher sequence than the reservation had.
--#include functions
--#include snapshot_reader
local operations = KEYS[2]
local answer = {DONE}
for k = 3, #ARGV, 3 do
    for sequence = tonumber(ARGV[k + 1]), tonumber(ARGV[k + 2]) do
        local operation = redis.call('HGET', operations, ARGV[k] .. '\n\t' .. int(sequence))
        local record = operation and redis.call('HGET', operations, ARGV[k] .. '\n' .. operation)
        if record then
            answer[#answer + 1], answer[#answer + 2], answer[#answer + 3] = ARGV[k], operation, record
        end
    end
end
return {answer}
