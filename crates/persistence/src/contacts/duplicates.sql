-- Contacts with the same number or e-mail address, or of the same name at a customer: one index for each.
(SELECT id FROM contact WHERE org_id = $1 AND deleted_at IS NULL AND mobile = ANY ($2) LIMIT $6)
UNION
(SELECT id FROM contact WHERE org_id = $1 AND deleted_at IS NULL AND office_phone = ANY ($2) LIMIT $6)
UNION
(SELECT id FROM contact WHERE org_id = $1 AND deleted_at IS NULL AND home_phone = ANY ($2) LIMIT $6)
UNION
(SELECT id FROM contact WHERE org_id = $1 AND deleted_at IS NULL AND email = ANY ($3) LIMIT $6)
UNION
(SELECT id FROM contact WHERE org_id = $1 AND deleted_at IS NULL AND customer_id = $5 AND name_key = $4 LIMIT $6)
