/**
 * What can be wrong with a lock file that still installs here:
 * - npm drops an optional platform package it could not see without a word, and other systems then get no binary;
 * - an entry that names a registry host ties every clone to one mirror.
 */
export function lockFaults(lock) {
  const faults = []
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!candidates(path, name).some((place) => lock.packages[place]))
        faults.push(`${path || 'the project'}: optional ${name} has no entry`)
    }
    if (/^https?:/.test(entry.resolved ?? '')) faults.push(`${path}: names its registry host`)
  }
  return faults
}

/** Where Node would look: the package's own node_modules, then each one above it. */
export function candidates(path, name) {
  const places = [`node_modules/${name}`]
  const parts = path === '' ? [] : path.split(/(?:^|\/)node_modules\//).slice(1)
  let at = ''
  for (const part of parts) {
    at += `${at === '' ? '' : '/'}node_modules/${part}`
    places.push(`${at}/node_modules/${name}`)
  }
  return places
}
