import { refuse } from '../../shared/station-error.ts'
import { type CliIo, EXIT, inputLines, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { openStation, reporting } from './session.ts'

const USAGE = 'signet passwd --data DIR --user NAME [--json]   (old password, then the new one: first and second line of standard input)'

/** `signet passwd`: one's own new password, for those who never sit at the window; also where the old one is too old or was given. */
export async function passwdCommand(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments({
    args: [...args],
    options: { data: { type: 'string' }, user: { type: 'string' }, json: { type: 'boolean' } },
  })
  if ('error' in read) return usageError(io, args, read.error, USAGE)
  const { data, user: login, json = false } = read.parsed.values
  if (login === undefined) return usageError(io, args, '--user', USAGE)
  return reporting(io, json, async () => {
    const input = inputLines(io.stdin, 4096)
    const line = async (): Promise<string> => {
      const next = await input.next()
      return next.done === true ? '' : Buffer.from(next.value).toString('utf8')
    }
    const [old, password] = [await line(), await line()]
    const station = await openStation(data)
    try {
      const user = station.people.list().find((person) => person.login.toLowerCase() === login.toLowerCase())
      if (user === undefined) throw refuse('session.wrong', { left: null })
      await station.people.changeOwn(user, { old, password, pin: null })
      await printLine(io.stdout, JSON.stringify({ schema: SCHEMA, ok: true, user: user.login }))
      return EXIT.ok
    } finally {
      await station.close()
      await station.labels.close()
    }
  })
}
