-- What signing in looks up: a person's own sign-ins, and their open links.

CREATE INDEX event_session_idx ON event (org_id, actor_id, id) WHERE entity = 'session';
CREATE INDEX one_time_token_user_idx ON one_time_token (org_id, user_id, purpose);
CREATE INDEX api_key_user_idx ON api_key (org_id, user_id);
