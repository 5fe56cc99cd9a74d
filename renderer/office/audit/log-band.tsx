import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { WordKey } from '../../../shared/i18n/index.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { amount, baseOf, dayOf, timeOf } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { type Mark, VerdictMark } from '../../design/verdict-mark.tsx'
import { api, live } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { problemsOf } from '../../station/problems.ts'
import { useWords } from '../../station/words.ts'
import { useCommand } from '../use-command.ts'

type Standing = 'witnessed' | 'notWitnessed' | 'differs' | 'broken'
const marks: Readonly<Record<Standing, Mark>> = { witnessed: 'pass', notWitnessed: 'waiting', differs: 'fail', broken: 'fail' }

/** Whether every entry still says what it said, what somebody outside can say to that, and since when nobody can. */
export function LogBand() {
  const { t } = useWords()
  const may = useMay()
  const check = useQuery({ ...api.audit.verify.experimental_liveOptions({ ...live, retry: false }), refetchOnMount: false })
  const state = useQuery(api.audit.state.queryOptions())
  const witness = useCommand(client.audit.witness)
  const verdict = check.data?.verdict ?? null
  const failed = check.error !== null
  const standing = verdict?.standing ?? null
  const again = async (): Promise<void> => {
    await check.refetch()
  }
  const left = async (): Promise<void> => {
    if ((await witness.run({})) !== undefined) await again()
  }
  return (
    <section className="panel band" aria-label={t('office.audit.state')}>
      <VerdictMark mark={failed ? 'device' : standing === null ? 'waiting' : marks[standing]} />
      <div className="grow">
        <h2>{t(failed ? 'office.audit.notChecked' : standing === null ? 'office.audit.checking' : titles[standing])}</h2>
        {failed ? <p>{t('office.audit.notCheckedWords')}</p> : null}
        {!failed && verdict === null ? (
          <p>{t('office.audit.progress', { n: amount(check.data?.done ?? 0), of: amount(check.data?.of ?? 0) })}</p>
        ) : null}
        {verdict === null ? null : <Words verdict={verdict} targets={state.data?.targets ?? 0} />}
        {state.data?.problem == null ? null : (
          <ErrorList problems={[{ code: state.data.problem.code, params: state.data.problem.params }]} />
        )}
        <ErrorList problems={[...witness.problems, ...(failed ? problemsOf(check.error) : [])]} />
      </div>
      <Button onClick={() => void again()} disabled={check.isFetching && verdict === null}>
        {check.isFetching ? t('office.audit.checkingAct') : t('office.audit.checkAgain')}
      </Button>
      {may('log.witness') ? (
        <Button icon={<Icon name="download" />} onClick={() => void left()} disabled={witness.busy}>
          {t(witness.busy ? 'office.audit.witnessing' : 'office.audit.witness')}
        </Button>
      ) : null}
    </section>
  )
}

const titles: Readonly<Record<Standing, WordKey>> = {
  witnessed: 'office.audit.witnessed',
  notWitnessed: 'office.audit.notWitnessed',
  differs: 'office.audit.differs',
  broken: 'office.audit.broken',
}

interface Verdict {
  readonly standing: Standing
  readonly events: number
  readonly bad: { readonly seq: number; readonly code: string } | null
  readonly anchor: { readonly name: string; readonly size: number; readonly at: number | null } | null
  readonly since: number
}

function Words({ verdict, targets }: { readonly verdict: Verdict; readonly targets: number }) {
  const { t } = useWords()
  const { standing, events, bad, anchor, since } = verdict
  const name = anchor === null ? '' : baseOf(anchor.name)
  const when = anchor?.at == null ? '–' : `${dayOf(anchor.at)} ${timeOf(anchor.at)}`
  switch (standing) {
    case 'witnessed':
      return <p>{t('office.audit.witnessedWords', { n: amount(events), when, name, since: amount(since) })}</p>
    case 'notWitnessed':
      return (
        <p>
          {t('office.audit.notWitnessedWords', { n: amount(events) })}
          {targets === 0 ? ` ${t('office.audit.noTarget')}` : ''}
        </p>
      )
    case 'differs':
      return <p>{t('office.audit.differsWords', { name, size: amount(anchor?.size ?? 0), when })}</p>
    case 'broken':
      return (
        <p>
          {t('office.audit.brokenWords', { seq: amount(bad?.seq ?? 0), n: amount(Math.max(0, (bad?.seq ?? 1) - 1)) })}{' '}
          {bad === null ? '' : t(`error.${bad.code}` as WordKey)}
        </p>
      )
  }
}
