-- The team of a customer reaches its contacts, and so does its owner, who has them all by right.
INSERT INTO record_share (org_id, entity, record_id, principal_id, principal_kind, level, created_at, created_by)
SELECT $1, 'contact', contact.id, member.principal_id, member.principal_kind, member.level, $5, $6
FROM contact
CROSS JOIN (
    SELECT principal_id, principal_kind, level FROM record_share
    WHERE org_id = $1 AND entity = 'customer' AND record_id = $3 AND principal_id IS DISTINCT FROM $4
    UNION ALL
    SELECT $4, 'user', 'write' WHERE $4 IS NOT NULL
) AS member
WHERE contact.org_id = $1 AND contact.id = ANY ($2) AND contact.owner_id IS DISTINCT FROM member.principal_id
