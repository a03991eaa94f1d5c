-- What a retry is answered where there is no single record to render: the results of a list of operations.
ALTER TABLE idempotency_key ADD COLUMN answer jsonb;
