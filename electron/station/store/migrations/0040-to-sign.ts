/** Acts that wait for their second signature. */
export const toSign = {
  version: 40,
  sql: `
CREATE TABLE to_sign (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  act TEXT NOT NULL,
  params TEXT NOT NULL CHECK (json_valid(params)),
  order_no TEXT,
  reason TEXT NOT NULL,
  first INTEGER NOT NULL REFERENCES user (id),
  role TEXT NOT NULL,
  asked INTEGER NOT NULL REFERENCES event (seq),
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'refused', 'withdrawn')),
  ended INTEGER REFERENCES event (seq)
) STRICT;
CREATE INDEX to_sign_waiting ON to_sign (state) WHERE state = 'waiting';
`,
} as const
