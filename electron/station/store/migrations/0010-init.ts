/** The first schema. Released migrations are never edited; docs/spec/ledger.md explains every table. */
export const init = {
  version: 10,
  sql: `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE event (
  seq INTEGER PRIMARY KEY CHECK (seq = json_extract(body, '$.seq')),
  body TEXT NOT NULL,
  leaf BLOB NOT NULL CHECK (length(leaf) = 32),
  at INTEGER GENERATED ALWAYS AS (json_extract(body, '$.at')) VIRTUAL,
  kind INTEGER GENERATED ALWAYS AS (json_extract(body, '$.kind')) VIRTUAL,
  actor INTEGER GENERATED ALWAYS AS (json_extract(body, '$.actor')) VIRTUAL,
  device TEXT GENERATED ALWAYS AS (json_extract(body, '$.device')) VIRTUAL,
  order_no TEXT GENERATED ALWAYS AS (json_extract(body, '$.entities.order')) VIRTUAL,
  act TEXT GENERATED ALWAYS AS (json_extract(body, '$.act.id')) VIRTUAL
) STRICT;
-- The two events of every good label are found through label.drawn and label.judged: two pages less in each durable commit.
CREATE INDEX event_kind ON event (kind) WHERE kind NOT IN (500, 501);
CREATE INDEX event_order ON event (order_no) WHERE order_no IS NOT NULL AND kind NOT IN (500, 501);
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'ledger.appendOnly'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'ledger.appendOnly'); END;
CREATE TABLE event_unit (unit INTEGER NOT NULL, seq INTEGER NOT NULL REFERENCES event (seq), PRIMARY KEY (unit, seq)) STRICT, WITHOUT ROWID;
CREATE TRIGGER event_unit_no_update BEFORE UPDATE ON event_unit BEGIN SELECT RAISE(ABORT, 'ledger.appendOnly'); END;
CREATE TRIGGER event_unit_no_delete BEFORE DELETE ON event_unit BEGIN SELECT RAISE(ABORT, 'ledger.appendOnly'); END;
CREATE TABLE event_units (first INTEGER NOT NULL, last INTEGER NOT NULL CHECK (last >= first), seq INTEGER NOT NULL REFERENCES event (seq), PRIMARY KEY (first, seq)) STRICT, WITHOUT ROWID;
CREATE TRIGGER event_units_no_update BEFORE UPDATE ON event_units BEGIN SELECT RAISE(ABORT, 'ledger.appendOnly'); END;
CREATE TRIGGER event_units_no_delete BEFORE DELETE ON event_units BEGIN SELECT RAISE(ABORT, 'ledger.appendOnly'); END;

CREATE TABLE user (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  login TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL,
  staff_no TEXT NOT NULL,
  roles TEXT NOT NULL CHECK (json_valid(roles)),
  state TEXT NOT NULL CHECK (state IN ('active', 'locked', 'disabled')),
  password TEXT NOT NULL,
  pin TEXT,
  fails INTEGER NOT NULL DEFAULT 0,
  sample INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE di (id INTEGER PRIMARY KEY, agency TEXT NOT NULL, di TEXT NOT NULL, UNIQUE (agency, di)) STRICT;

CREATE TABLE product (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  di INTEGER NOT NULL UNIQUE REFERENCES di (id),
  trace TEXT NOT NULL CHECK (trace IN ('model', 'lot', 'serial')),
  data TEXT NOT NULL CHECK (json_valid(data)),
  revision INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE packing (
  product INTEGER NOT NULL REFERENCES product (id),
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 9),
  di INTEGER NOT NULL REFERENCES di (id),
  name TEXT NOT NULL,
  holds INTEGER NOT NULL CHECK (holds >= 1),
  child INTEGER REFERENCES di (id),
  PRIMARY KEY (product, level)
) STRICT, WITHOUT ROWID;

CREATE TABLE pool (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  di INTEGER NOT NULL REFERENCES di (id),
  kind TEXT NOT NULL CHECK (kind IN ('sequential', 'permutation', 'imported', 'leased')),
  prefix TEXT NOT NULL,
  first INTEGER NOT NULL CHECK (first >= 0),
  size INTEGER NOT NULL CHECK (size >= 0),
  width INTEGER NOT NULL CHECK (width BETWEEN 0 AND 20),
  key BLOB,
  cursor INTEGER NOT NULL DEFAULT 0 CHECK (cursor BETWEEN 0 AND size),
  low INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('open', 'suspended'))
) STRICT;
CREATE INDEX pool_di ON pool (di);
CREATE TABLE pool_serial (pool INTEGER NOT NULL REFERENCES pool (id), pos INTEGER NOT NULL, serial TEXT NOT NULL, PRIMARY KEY (pool, pos)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX pool_serial_once ON pool_serial (pool, serial);
CREATE TABLE serial_used_before (di INTEGER NOT NULL REFERENCES di (id), serial TEXT NOT NULL, PRIMARY KEY (di, serial)) STRICT, WITHOUT ROWID;

CREATE TABLE work_order (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  no TEXT NOT NULL UNIQUE,
  product INTEGER NOT NULL REFERENCES product (id),
  lot TEXT NOT NULL,
  made TEXT NOT NULL,
  expires TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 10000000),
  data TEXT NOT NULL CHECK (json_valid(data)),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'running', 'paused', 'printed', 'closed'))
) STRICT;
CREATE INDEX work_order_lot ON work_order (product, lot);

CREATE TABLE unit (
  id INTEGER PRIMARY KEY,
  di INTEGER NOT NULL REFERENCES di (id),
  serial TEXT NOT NULL,
  life TEXT NOT NULL CHECK (life IN ('pooled', 'allocated', 'encoded', 'printed', 'verified', 'burned', 'scrapped', 'destroyed', 'decommissioned')),
  quality TEXT NOT NULL DEFAULT 'none' CHECK (quality IN ('none', 'held', 'sampled', 'retained', 'released', 'recalled')),
  place TEXT NOT NULL DEFAULT 'line' CHECK (place IN ('line', 'stock', 'shipped', 'received')),
  parent INTEGER REFERENCES unit (id)
) STRICT;
CREATE UNIQUE INDEX unit_once ON unit (di, serial);
CREATE INDEX unit_parent ON unit (parent) WHERE parent IS NOT NULL;
CREATE TRIGGER unit_not_used_before BEFORE INSERT ON unit
  WHEN EXISTS (SELECT 1 FROM serial_used_before WHERE di = NEW.di AND serial = NEW.serial)
  BEGIN SELECT RAISE(ABORT, 'serial.usedBefore'); END;
CREATE TRIGGER unit_never_renamed BEFORE UPDATE OF di, serial ON unit BEGIN SELECT RAISE(ABORT, 'unit.renamed'); END;

CREATE TABLE allocation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES work_order (id),
  pool INTEGER NOT NULL REFERENCES pool (id),
  first_unit INTEGER NOT NULL,
  last_unit INTEGER NOT NULL,
  next_unit INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('staged', 'open', 'returned', 'used', 'burned')),
  CHECK (next_unit BETWEEN first_unit AND last_unit + 1)
) STRICT;
CREATE INDEX allocation_order ON allocation (order_id);
CREATE INDEX allocation_pool ON allocation (pool, state);

CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES work_order (id),
  kind TEXT NOT NULL CHECK (kind IN ('print', 'verify')),
  template TEXT NOT NULL,
  version INTEGER NOT NULL,
  dpi INTEGER NOT NULL,
  total INTEGER NOT NULL,
  policy TEXT NOT NULL CHECK (json_valid(policy)),
  state TEXT NOT NULL CHECK (state IN ('idle', 'running', 'paused', 'stopped', 'done', 'closed'))
) STRICT;
CREATE INDEX job_order ON job (order_id);

CREATE TABLE label (
  id INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES job (id),
  ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
  take INTEGER NOT NULL CHECK (take >= 1),
  unit INTEGER,
  state TEXT NOT NULL CHECK (state IN ('out', 'doubt', 'verified', 'accepted', 'voided', 'sampled', 'scrapped', 'returned', 'missing', 'notPrinted')),
  evidence INTEGER CHECK (evidence BETWEEN 0 AND 6),
  drawn INTEGER NOT NULL REFERENCES event (seq),
  judged INTEGER REFERENCES event (seq)
) STRICT;
CREATE UNIQUE INDEX label_place ON label (job, ordinal, take);

CREATE TABLE order_count (order_id INTEGER PRIMARY KEY REFERENCES work_order (id), data TEXT NOT NULL CHECK (json_valid(data))) STRICT;

CREATE TABLE device (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  role TEXT NOT NULL CHECK (role IN ('printer', 'scanner')),
  name TEXT NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data)),
  state TEXT NOT NULL CHECK (state IN ('active', 'disabled', 'removed'))
) STRICT;

CREATE TABLE mapping (partner TEXT NOT NULL, what TEXT NOT NULL, columns TEXT NOT NULL CHECK (json_valid(columns)), PRIMARY KEY (partner, what)) STRICT, WITHOUT ROWID;

CREATE TABLE call (key TEXT PRIMARY KEY, actor INTEGER NOT NULL, outcome TEXT, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`,
} as const
