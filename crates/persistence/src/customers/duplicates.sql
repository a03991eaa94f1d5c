-- Customers with the same credit code, phone, e-mail address or name: one index for each.
(SELECT id FROM customer WHERE org_id = $1 AND deleted_at IS NULL AND credit_code = ANY ($2) LIMIT $6)
UNION
(SELECT id FROM customer WHERE org_id = $1 AND deleted_at IS NULL AND phone = ANY ($3) LIMIT $6)
UNION
(SELECT id FROM customer WHERE org_id = $1 AND deleted_at IS NULL AND phone2 = ANY ($3) LIMIT $6)
UNION
(SELECT id FROM customer WHERE org_id = $1 AND deleted_at IS NULL AND email = ANY ($4) LIMIT $6)
UNION
(SELECT id FROM customer WHERE org_id = $1 AND deleted_at IS NULL AND name_key = ANY ($5) LIMIT $6)
