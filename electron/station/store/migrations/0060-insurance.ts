/** Insurance codes of consumables, and which DIs they belong to. */
export const insurance = {
  version: 60,
  sql: `
CREATE TABLE insurance_code (
  code TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('active', 'disabled', 'transferred')),
  successor TEXT,
  reg_no TEXT,
  spec TEXT,
  maker TEXT,
  name TEXT,
  seq INTEGER NOT NULL REFERENCES event (seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE insurance_map (
  di TEXT NOT NULL,
  code TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('UDID', 'NHSA', 'manual')),
  seq INTEGER NOT NULL REFERENCES event (seq),
  checked INTEGER REFERENCES event (seq),
  PRIMARY KEY (di, code, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX insurance_map_code ON insurance_map (code);
`,
} as const
