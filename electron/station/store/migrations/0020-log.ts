/**
 * The Merkle log, and a shorter way to the events of a label: `unit.label` leads to every label that carries the unit (one job, one
 * ordinal), and these name their drawn and judged events. A good label then writes eight pages instead of ten.
 */
export const log = {
  version: 20,
  sql: `
ALTER TABLE unit ADD COLUMN label INTEGER;
UPDATE unit SET label = l.id FROM (SELECT unit, max(id) AS id FROM label WHERE unit IS NOT NULL GROUP BY unit) l WHERE l.unit = unit.id;
-- A later verdict takes the place of an earlier one in the row; the unit still finds both events.
CREATE TRIGGER label_judged_kept BEFORE UPDATE OF judged ON label WHEN OLD.judged IS NOT NULL AND OLD.unit IS NOT NULL AND NEW.judged IS NOT OLD.judged
  BEGIN INSERT OR IGNORE INTO event_unit (unit, seq) VALUES (OLD.unit, OLD.judged); END;

CREATE TABLE merkle_node (level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL CHECK (length(hash) = 32), PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE log_key (id TEXT PRIMARY KEY, vkey TEXT NOT NULL UNIQUE, provider TEXT NOT NULL, made INTEGER NOT NULL REFERENCES event (seq)) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note TEXT NOT NULL, made INTEGER NOT NULL REFERENCES event (seq)) STRICT;
CREATE TABLE witness (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('backup', 'paper', 'file', 'hub')),
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL CHECK (length(root) = 32),
  made INTEGER NOT NULL REFERENCES event (seq)
) STRICT;
`,
} as const
