-- Splits: each request makes a part of what is idle of an open reservation a reservation of its own, or does nothing.
--
-- KEYS  reservations, operations, steps, due, journal, preserved
-- ARGV  tenant, most entries in the journal, and for each request: parent, child, part (6), lease (0 for the parent's), step ("" for
--       none), fingerprint, attributes as the record has them, what its expiry books ("h" what is held, "t" what was tracked, "" for
--       what the parent's does)
-- gives for each: DONE with parent, record of what it gave, its request, the child's lease, and "h" if its expiry books what is held;
--       DONE_BEFORE, opened at, child and
--       record; IDLE_TOO_SMALL with parent, resource, needed, idle and due children; or another outcome
local reservations, operations, steps, due, journal, preserved = unpack(KEYS)
local tenant = ARGV[1]
local now = clock()
local at = string.format('%d', now)
local EVERY = 13
--#include functions
--#include preserve
--#include reservations
--#include operations
--#include due_holds
--#include tree

-- What to write of the requests that are done: children in their order, their lease ends, entries of the journal; ids by steps.
local made, ends, opened, holders = {}, {}, {}, {}

-- The answer to a request whose child is there.
local function answer_by(id, record, fingerprint)
    local r = parsed(id, record)
    local same = string.match(r[REQUEST], '^[^\n]*\t(%-?%d+)\n') == fingerprint
    return same and {DONE_BEFORE, r[OPENED], id, record} or {CONFLICT}
end

local function open(child, p, from)
    local lease, step = tonumber(ARGV[from + 8]), ARGV[from + 9]
    lease = lease > 0 and lease or lease_of(p)
    local on_expiry = ARGV[from + 12]
    if on_expiry == '' and string.find(p[REQUEST], '^[^\n]*\th\t%-?%d+\n') then
        on_expiry = 'h'
    end
    on_expiry = on_expiry == 'h' and 'h' or ''
    local part = table.concat(ARGV, ' ', from + 2, from + 7)
    local expires = string.format('%d', now + lease)
    local swarm = string.match(p[REQUEST], '^[^\t]*\t%d+\t([^\t]*)')
    local record = 'o\t1\t' .. at .. '\t' .. expires .. '\t0\t' .. step .. '\t' .. part .. '\t' .. ZERO_VECTOR .. '\n'
        .. table.concat({part, int(lease), swarm, step, on_expiry, ARGV[from + 10]}, '\t') .. '\n' .. path_text(p) .. '\n' .. ARGV[from + 11]
        .. '\n' .. p.id .. '\t' .. p[OPENED]
    changed_records[child] = record
    made[#made + 1], ends[child], opened[child] = child, expires, record
    if step ~= '' then
        holders[step] = child
    end
    return int(lease), on_expiry
end

local function split(from)
    local parent, child, step = ARGV[from], ARGV[from + 1], ARGV[from + 9]
    local found = redis.call('HMGET', reservations, '', child, parent)
    local known = changed_records[child] or found[2]
    read_records[parent] = found[3]
    if not found[1] then
        return {NO_TENANT}
    elseif known and is_being_pruned(known) then
        -- Its id is free when that is done.
        return {CONFLICT}
    elseif known then
        return answer_by(child, known, ARGV[from + 10])
    end
    local holder = step ~= '' and (holders[step] or holder_of(step))
    local id, record = reservation_of(parent, '')
    if not id then
        return {NOT_FOUND}
    end
    local p = parsed(id, record)
    local refusal = refuse(p, record) or holder and {STEP_TAKEN, holder}
    if refusal then
        return refusal
    elseif backlog_of(journal) >= tonumber(ARGV[2]) then
        return {FULL}
    end
    local part, by = {}, {}
    for i = 1, 6 do
        part[i] = tonumber(ARGV[from + 1 + i])
        by[i] = -part[i]
    end
    refusal = idle_lack(p, part)
    if refusal then
        return with_due_children(refusal, id)
    end
    local lease, on_expiry = open(child, p, from)
    local given = move(p, child, by)
    given[5], given[6] = lease, on_expiry
    return given
end

local answers = {}
for from = 3, #ARGV, EVERY do
    answers[#answers + 1] = attempt(split, from)
end
local indexed, fields, bound = {}, {}, {}
for _, child in ipairs(made) do
    indexed[#indexed + 1], indexed[#indexed + 2] = ends[child], tenant .. '\n' .. child
    fields[#fields + 1], fields[#fields + 2] = child, changed_records[child]
end
for step, child in pairs(holders) do
    bound[#bound + 1], bound[#bound + 2] = step, child
end
if #made > 0 then
    redis.call('ZADD', due, unpack(indexed))
    put('r', reservations, fields)
end
if #bound > 0 then
    put('s', steps, bound)
end
for _, child in ipairs(made) do
    redis.call('XADD', journal, '*', 'r', tenant .. '\n' .. child .. '\n' .. opened[child])
end
write_operations()
return answers
