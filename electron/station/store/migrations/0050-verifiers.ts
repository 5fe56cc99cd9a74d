/** Verifiers as devices, and the grades they give. */
export const verifiers = {
  version: 50,
  sql: `
CREATE TABLE device_50 (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  role TEXT NOT NULL CHECK (role IN ('printer', 'scanner', 'verifier')),
  name TEXT NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data)),
  state TEXT NOT NULL CHECK (state IN ('active', 'disabled', 'removed'))
) STRICT;
INSERT INTO device_50 SELECT id, role, name, data, state FROM device;
INSERT OR REPLACE INTO sqlite_sequence (name, seq) SELECT 'device_50', seq FROM sqlite_sequence WHERE name = 'device';
DROP TABLE device;
ALTER TABLE device_50 RENAME TO device;

CREATE TABLE grade (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  seq INTEGER NOT NULL REFERENCES event (seq),
  state TEXT NOT NULL CHECK (state IN ('attached', 'waiting', 'dismissed')),
  order_id INTEGER REFERENCES work_order (id),
  label INTEGER REFERENCES label (id),
  tenths INTEGER NOT NULL CHECK (tenths BETWEEN 0 AND 40),
  least INTEGER NOT NULL CHECK (least BETWEEN 0 AND 40),
  standard TEXT NOT NULL CHECK (standard IN ('15415', '15416')),
  code TEXT,
  data TEXT NOT NULL CHECK (json_valid(data)),
  at INTEGER NOT NULL,
  CHECK (state <> 'attached' OR order_id IS NOT NULL)
) STRICT;
CREATE INDEX grade_order ON grade (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX grade_label ON grade (label) WHERE label IS NOT NULL;
CREATE INDEX grade_waiting ON grade (state) WHERE state = 'waiting';
`,
} as const
