-- Due reservations that keep a request from its budget.
--
-- Needs  the keys "reservations" and "due", the "tenant" and the moment "now"; functions.lua
-- Makes  with_due_holds(refusal, path), with_due_children(refusal, parent)

-- How many reservations of the shard are looked at, those that have been due longest; and how many a request is told of.
local MAX_LOOKED_AT, MAX_DUE_HOLDS = 200, 16

-- The ids of the tenant's due reservations, the one that has been due longest first.
local function due_ids()
    local ids = {}
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', due, '(0', int(now), 'LIMIT', 0, MAX_LOOKED_AT)) do
        if string.sub(member, 1, #tenant + 1) == tenant .. '\n' then
            ids[#ids + 1] = string.sub(member, #tenant + 2)
        end
    end
    return ids
end

-- The ids, and by account the places of those that hold on it, by parent those of its children. Found out once by a script. A
-- record that cannot be read is passed over: it is the sweeper's to complain of.
local found
local function due_holds()
    if found then
        return found
    end
    found = {ids = due_ids(), on = {}, of = {}}
    local records = #found.ids > 0 and redis.call('HMGET', reservations, unpack(found.ids)) or {}
    for place, record in ipairs(records) do
        local path = record and string.match(record, '^o[^\n]*\n[^\n]*\n([^\n]*)')
        for name in string.gmatch(path or '', '[^\t]+') do
            found.on[name] = found.on[name] or {}
            table.insert(found.on[name], place)
        end
        local parent = record and string.match(record, '^o[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*\n([^\t]+)\t%d+$')
        if parent then
            found.of[parent] = found.of[parent] or {}
            table.insert(found.of[parent], found.ids[place])
        end
    end
    return found
end

-- Adds to a refusal the ids of due reservations that hold on accounts of the path. The caller expires them, and comes again.
local function with_due_holds(refusal, path)
    local holds, places, met_places = due_holds(), {}, {}
    for _, account in ipairs(path) do
        for _, place in ipairs(holds.on[account.name] or {}) do
            if not met_places[place] then
                met_places[place] = true
                places[#places + 1] = place
            end
        end
    end
    table.sort(places)
    for k = 1, math.min(#places, MAX_DUE_HOLDS) do
        refusal[#refusal + 1] = holds.ids[places[k]]
    end
    return refusal
end

-- The same of those that were split from a reservation.
local function with_due_children(refusal, parent)
    local ids = due_holds().of[parent] or {}
    for k = 1, math.min(#ids, MAX_DUE_HOLDS) do
        refusal[#refusal + 1] = ids[k]
    end
    return refusal
end
