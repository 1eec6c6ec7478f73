-- Reports and extensions, so that they can be answered again: fields of a hash,
--
--   id LF operation -> verb (t, x, m), sequence, at, opened at, expires at, peak before, peak, step, held (6), used (6),
--                      what was reported (6) and which of it, or by how much the hold changed and 0, lease;
--                      of an extension by how much the hold was to change (6) and how much more there had to be (6);
--                      fingerprint of the caller's request; of a move between it and a child, by an operation that no caller can
--                      name, the child
--   id LF TAB sequence -> operation, by which a reservation's operations are found when it is forgotten
--
-- Needs  reservations.lua and preserve.lua with what they need; the keys "operations" and "journal"
-- Makes  read_operations_ahead(starts), answer_again(r, ...), refuse(r, record), renew_lease(r, lease), record_operation(r, ...),
--        write_operations()
--
-- What is done stays in these tables until all requests are decided: fields of operations, lease ends by reservations, entries
-- of the journal.
local noted, lease_ends, entries = {}, {}, {}

-- Operations as they were when the script began, by their fields; false where there was none. Of those that were read ahead.
local read_operations = {}

-- Looks at once for the operations that requests name, which begin at these arguments; the operation comes after the reservation and
-- whether that is a step.
local function read_operations_ahead(starts)
    local fields = {''}
    for _, from in ipairs(starts) do
        if ARGV[from + 1] ~= '1' then
            fields[#fields + 1] = ARGV[from] .. '\n' .. ARGV[from + 2]
        end
    end
    local found = #fields > 2 and redis.call('HMGET', operations, unpack(fields)) or {}
    for k = 2, found[1] and #fields or 0 do
        read_operations[fields[k]] = found[k]
    end
end

-- Whether this operation was done before: its answer then, or that it was another one.
local function answer_again(r, operation, verb, fingerprint)
    if not r.is_open and r[STATE] ~= 'e' and r.operation == operation then
        return {CONFLICT}
    elseif r[SEQUENCE] == 1 then
        return nil
    end
    local field = r.id .. '\n' .. operation
    local known = noted[field] or read_operations[field]
    if known == nil then
        local found = redis.call('HMGET', operations, '', field)
        if not found[1] then
            return {NO_TENANT}
        end
        known = found[2]
    end
    if known then
        local same = string.sub(known, 1, 1) == verb and string.match(known, '\t(%-?%d+)$') == fingerprint
        return {same and DONE_BEFORE or CONFLICT, r.id, known, r[REQUEST]}
    end
end

-- What keeps a reservation from being changed, if anything: also keys of another type, before anything is written.
local is_looked_at = false
local function refuse(r, record)
    if not is_looked_at then
        is_looked_at = redis.call('HLEN', operations) >= 0
    end
    backlog_of(journal)
    expire_first(r)
    return not r.is_open and {ALREADY_CLOSED, r.id, record} or nil
end

-- Renews a lease. It never gets shorter, but an end further away than any lease is long was reckoned from a clock that was
-- ahead, and counts for nothing.
local function renew_lease(r, lease)
    r[EXPIRES] = math.max(r[EXPIRES] - now > MAX_LEASE and 0 or r[EXPIRES], now + lease)
end

-- Adds a report or an extension, and the reservation as it is after it.
local function record_operation(r, operation, verb, peak_before, payload)
    r[SEQUENCE] = r[SEQUENCE] + 1
    local sequence = int(r[SEQUENCE])
    local record = table.concat({verb, sequence, int(now), r[OPENED], int(r[EXPIRES]), peak_before, r[PEAK], r[STEP],
        six(r, HELD), six(r, USED), payload}, '\t')
    changed_records[r.id] = reservation_text(r)
    noted[r.id .. '\n' .. operation] = record
    noted[r.id .. '\n\t' .. sequence] = operation
    lease_ends[r.id] = int(r[EXPIRES])
    entries[#entries + 1] = table.concat({tenant, r.id, operation, record, r[REQUEST]}, '\n')
    return {DONE, r.id, record, r[REQUEST]}
end

-- Writes all of it; the index first, for it is the one key whose type nothing has been read of.
local function write_operations()
    if not next(lease_ends) then
        return
    end
    local indexed, fields, records = {}, {}, {}
    for id, expires in pairs(lease_ends) do
        indexed[#indexed + 1], indexed[#indexed + 2] = expires, tenant .. '\n' .. id
        fields[#fields + 1], fields[#fields + 2] = id, changed_records[id]
    end
    for field, record in pairs(noted) do
        records[#records + 1], records[#records + 2] = field, record
    end
    redis.call('ZADD', due, unpack(indexed))
    put('r', reservations, fields)
    redis.call('HSET', operations, unpack(records))
    for _, entry in ipairs(entries) do
        redis.call('XADD', journal, '*', 'o', entry)
    end
end
