-- The relay takes the oldest events of all organizations first, so that a busy organization starves no other.
DROP INDEX event_pending_idx;
CREATE INDEX event_pending_idx ON event (id) WHERE seq IS NULL;
-- The audit log by what was done and by whom; newest first is the primary key's order.
CREATE INDEX event_kind_idx ON event (org_id, kind, id);
CREATE INDEX event_actor_idx ON event (org_id, actor_id, id);
