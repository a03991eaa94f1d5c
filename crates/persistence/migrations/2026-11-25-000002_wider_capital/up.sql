-- Amounts have up to eighteen digits before the point and four behind it. Widening rewrites nothing.
ALTER TABLE customer ALTER COLUMN registered_capital TYPE numeric(22, 4);
