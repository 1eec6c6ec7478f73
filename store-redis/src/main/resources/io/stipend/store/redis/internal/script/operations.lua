-- Reports and extensions, so that they can be answered again: fields of a hash,
--
--   id LF operation -> verb (t, x), sequence, at, opened at, expires at, peak before, peak, step, held (6), used (6),
--                      what was reported or added (6), which of it was reported, lease
--   id LF TAB sequence -> operation, by which a reservation's operations are found when it is forgotten
--
-- Expects the keys of rows, "operations" and "journal", and what before.lua makes.
local noted, moved, told = {}, {}, {}

-- Whether this operation was done before: its answer then, or that it was another one.
local function repeated(r, operation, verb, payload)
    if not r.open and r[STATE] ~= 'e' and r.operation == operation then
        return {CONFLICT}
    elseif r[ROW_SEQUENCE] == 1 then
        return nil
    end
    local field = r.id .. '\n' .. operation
    local found = redis.call('HMGET', operations, '', field)
    local known = noted[field] or found[2]
    if not found[1] then
        return {NO_TENANT}
    elseif known then
        local was = string.match(known, '\t([^\t]+\t%d+\t%d+)$')
        local same = was == payload and string.sub(known, 1, 1) == verb
        return {same and DONE_BEFORE or CONFLICT, r.id, known, r[REQUEST]}
    end
end

-- What keeps a reservation from being changed, if anything: also keys of another type, before anything is written.
local function unchangeable(r, row)
    redis.call('HLEN', operations)
    backlog_of(journal)
    expire_first(r)
    return not r.open and {ALREADY_CLOSED, r.id, row} or nil
end

-- Takes note of a report or an extension, and of the reservation after it.
local function note(r, operation, verb, peak_before, payload)
    r[ROW_SEQUENCE] = r[ROW_SEQUENCE] + 1
    local sequence = int(r[ROW_SEQUENCE])
    local record = table.concat({verb, sequence, int(now), r[OPENED], int(r[EXPIRES]), peak_before, r[PEAK], r[STEP],
        six(r, HELD), six(r, USED), payload}, '\t')
    rows[r.id] = row_text(r)
    noted[r.id .. '\n' .. operation] = record
    noted[r.id .. '\n\t' .. sequence] = operation
    moved[r.id] = int(r[EXPIRES])
    told[#told + 1] = table.concat({tenant, r.id, operation, record, r[REQUEST]}, '\n')
    return {DONE, r.id, record, r[REQUEST]}
end

-- Writes what was noted; the index first, for it is the one key whose type nothing has been read of.
local function write_operations()
    if not next(moved) then
        return
    end
    local indexed, fields, records = {}, {}, {}
    for id, expires in pairs(moved) do
        indexed[#indexed + 1], indexed[#indexed + 2] = expires, tenant .. '\n' .. id
        fields[#fields + 1], fields[#fields + 2] = id, rows[id]
    end
    for field, record in pairs(noted) do
        records[#records + 1], records[#records + 2] = field, record
    end
    redis.call('ZADD', due, unpack(indexed))
    put('r', reservations, fields)
    redis.call('HSET', operations, unpack(records))
    for _, entry in ipairs(told) do
        redis.call('XADD', journal, '*', 'o', entry)
    end
end
