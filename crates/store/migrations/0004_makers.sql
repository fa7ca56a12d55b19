-- The grant that a database's maker was given with it, as long as they have it: it comes with having made the database,
-- nobody gave it to them. No reference: a grant that is taken away leaves an id of nothing.
ALTER TABLE databases ADD COLUMN maker_grant TEXT;

UPDATE databases SET maker_grant = (
  SELECT MIN(g.id) FROM grants g
  WHERE g.organization = databases.organization AND g.database_id = databases.id
    AND g.reach = 'database' AND g.created_at = databases.created_at
);
