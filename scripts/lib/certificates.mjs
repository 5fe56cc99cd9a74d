import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import tls from 'node:tls'
import { root } from './paths.mjs'
import { npmCommand, npmEnv } from './processes.mjs'

/**
 * The certificate file npm was given (`cafile` of an .npmrc), or undefined. Firms that read their own traffic set it
 * once for npm; our download must reach whatever npm reaches.
 */
export function npmCertificateFile() {
  const npm = npmCommand()
  try {
    const answer = execFileSync(npm.command, [...npm.args, 'config', 'get', 'cafile'], {
      cwd: root,
      env: npmEnv(),
      encoding: 'utf8',
      shell: npm.shell,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
    return answer === '' || answer === 'null' || answer === 'undefined' ? undefined : answer
  } catch {
    return undefined
  }
}

/** Adds npm's certificates to those this process trusts (Node >= 24.5). */
export function trustNpmCertificates(file = npmCertificateFile()) {
  if (!file || !tls.setDefaultCACertificates) return
  try {
    const own = readFileSync(file, 'utf8').match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...own])
  } catch {
    // An unreadable file is npm's to complain about.
  }
}
