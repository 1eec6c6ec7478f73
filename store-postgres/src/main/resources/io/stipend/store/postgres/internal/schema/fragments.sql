-- Text that several statements share: a line "-- name: NAME" begins a fragment, and ${NAME} in another file stands for it.
-- Fragments are what no function can be without costing a lone caller a call: subqueries, and the largest amount where names
-- cannot be looked up. In each, "r" is a reservation that is locked, with the command that is to change it.

-- name: max_amount
9007199254740991

-- name: max_lease
2592000000

-- name: is_new_operation
(r.sequence = 1 OR NOT EXISTS (
                SELECT FROM operation o
                WHERE o.tenant = r.tenant AND o.reservation = r.id AND o.operation = r.operation)
            -- The row was locked as it now is, and the operations are read as they were when the statement began: if another
            -- node changed the reservation in between, they do not count.
            AND r.sequence = (SELECT x.sequence FROM reservation x WHERE x.tenant = r.tenant AND x.id = r.id))

-- name: is_ordinary_close
r.state = 0 AND r.moment < r.expires_at AND r.parent IS NULL AND (r.policy = 0 OR is_within(r.now_used, r.held))
            AND ${is_new_operation}

-- name: closed_entry
new_entry(kind => 3, tenant => r.tenant, stream => r.id, sequence => r.sequence + 1, at => r.moment, path => r.path,
                swarm => r.swarm, step => r.step, opened_at => r.opened_at, expires_at => r.expires_at,
                operation => r.operation, report => r.report, reported => r.reported, held => r.held, used => r.now_used,
                peak_before => r.peak, peak => r.peak, state => r.closing, overrun_policy => r.policy,
                charged => consumables(r.now_used), booked_before => '{0,0,0,0,0,0}', late => false,
                fingerprint => r.fingerprint)

-- name: charged_entry
new_entry(kind => 5, tenant => r.tenant, stream => r.id, sequence => 1, at => r.opened_at, path => r.path,
            swarm => r.swarm, attributes => r.attributes, opened_at => r.opened_at, used => r.used, charged => r.charged,
            overrun_policy => r.overrun_policy, fingerprint => r.fingerprint)

-- name: opened_entry
new_entry(kind => 0, tenant => r.tenant, stream => r.id, sequence => 1, at => r.opened_at, path => r.path,
            swarm => r.swarm, step => r.step, attributes => r.attributes, opened_at => r.opened_at,
            expires_at => r.expires_at, lease_millis => r.lease_millis, held => r.held, fingerprint => r.fingerprint,
            on_expiry => r.on_expiry, parent => r.parent)
