/**
 * People: ageing passwords, accounts that end, badges, the recovery code. A person's row, number and login are theirs for good
 * (21 CFR 11.100(a): never reused by, or reassigned to, anybody else); so are badge codes.
 */
export const people = {
  version: 30,
  sql: `
ALTER TABLE user ADD COLUMN change_password INTEGER NOT NULL DEFAULT 0 CHECK (change_password IN (0, 1));
ALTER TABLE user ADD COLUMN change_pin INTEGER NOT NULL DEFAULT 0 CHECK (change_pin IN (0, 1));
ALTER TABLE user ADD COLUMN password_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE user ADD COLUMN valid_until TEXT CHECK (valid_until IS NULL OR valid_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');
ALTER TABLE user ADD COLUMN last_sign_in INTEGER;
-- Passwords of before begin to age now.
UPDATE user SET password_at = coalesce((SELECT at FROM event ORDER BY seq DESC LIMIT 1), 0),
  last_sign_in = (SELECT max(at) FROM event WHERE kind = 205 AND actor = user.id);

CREATE TRIGGER user_no_delete BEFORE DELETE ON user BEGIN SELECT RAISE(ABORT, 'user.kept'); END;
CREATE TRIGGER user_no_replace BEFORE INSERT ON user
  WHEN EXISTS (SELECT 1 FROM user WHERE id = NEW.id OR login = NEW.login)
  BEGIN SELECT RAISE(ABORT, 'user.kept'); END;
CREATE TRIGGER user_same BEFORE UPDATE ON user
  WHEN NEW.id IS NOT OLD.id OR NEW.login COLLATE BINARY IS NOT OLD.login
  BEGIN SELECT RAISE(ABORT, 'user.kept'); END;

CREATE TABLE password_before (user INTEGER NOT NULL REFERENCES user (id), nth INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (user, nth)) STRICT, WITHOUT ROWID;

CREATE TABLE badge (
  code TEXT PRIMARY KEY,
  user INTEGER NOT NULL REFERENCES user (id),
  nth INTEGER NOT NULL CHECK (nth >= 1),
  made INTEGER NOT NULL REFERENCES event (seq),
  UNIQUE (user, nth)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER badge_no_update BEFORE UPDATE ON badge BEGIN SELECT RAISE(ABORT, 'badge.kept'); END;
CREATE TRIGGER badge_no_delete BEFORE DELETE ON badge BEGIN SELECT RAISE(ABORT, 'badge.kept'); END;

CREATE TABLE recovery (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  hash TEXT NOT NULL,
  fails INTEGER NOT NULL DEFAULT 0,
  lockouts INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER NOT NULL DEFAULT 0,
  made INTEGER NOT NULL REFERENCES event (seq)
) STRICT;
`,
} as const
