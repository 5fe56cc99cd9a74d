import './people.css'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { dayOf, timeOf } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { StatusTag, type Tone } from '../../design/status-tag.tsx'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { download } from '../parts/download.ts'
import { type Column, ListTable } from '../parts/list-table.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { useCommand } from '../use-command.ts'
import { type Person, PersonForm } from './person-form.tsx'
import { PersonSecrets } from './person-secrets.tsx'
import { PostsMatrix } from './posts-matrix.tsx'
import { RecoveryPanel } from './recovery-panel.tsx'

/** What the detail beside the list shows. */
type Beside = 'person' | 'new' | 'recovery'

/** Who may do what: the people, what each post may do, and how an administrator comes in who cannot. */
export function PeoplePage() {
  const { t } = useWords()
  const may = useMay()
  const list = useQuery(api.people.list.queryOptions())
  const [chosen, setChosen] = useState<number | null>(null)
  const [beside, setBeside] = useState<Beside>('person')
  const [posts, setPosts] = useState(false)
  const print = useCommand(client.people.printBadges)
  const people = list.data?.people ?? []
  const selected = people.find(({ id }) => id === chosen) ?? people[0] ?? null
  const choose = (id: number): void => {
    setBeside('person')
    setChosen(id)
  }
  const withBadge = people.filter(({ badge, standing }) => badge > 0 && standing === 'active').map(({ id }) => id)
  const printAll = async (): Promise<void> => {
    const sheet = await print.run({ ids: withBadge })
    if (sheet !== undefined) download(sheet.name, sheet.bytes)
  }
  const writes = may('user.write')
  return (
    <Page
      title={t(posts ? 'office.posts.title' : 'nav.users')}
      sub={t('office.people.sub', { n: people.length, locked: people.filter(({ state }) => state === 'locked').length })}
      busy={list.isPending || print.busy}
      actions={
        <>
          <Button icon={<Icon name={posts ? 'people' : 'lock'} />} onClick={() => setPosts(!posts)}>
            {t(posts ? 'office.people.list' : 'office.people.posts')}
          </Button>
          {writes && !posts ? (
            <>
              <Button icon={<Icon name="printer" />} disabled={withBadge.length === 0} onClick={() => void printAll()}>
                {t('office.people.printAll')}
              </Button>
              <Button onClick={() => setBeside('recovery')}>{t('office.people.recovery')}</Button>
              <Button icon={<Icon name="plus" />} onClick={() => setBeside('new')}>
                {t('office.people.add')}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <ErrorList problems={print.problems} />
      {posts ? (
        <PostsMatrix />
      ) : (
        <Loading query={list}>
          {list.data?.recovery === false && beside !== 'recovery' ? (
            <div className="note-box warn tight attention" role="status">
              <p className="grow">{t('office.people.recoveryNone')}</p>
            </div>
          ) : null}
          <div className="office-body with-detail fit">
            <section className="panel">
              <div className="panel-body">
                {people.length === 0 ? (
                  <p className="empty">{t('office.people.empty')}</p>
                ) : (
                  <ListTable
                    name={t('nav.users')}
                    columns={columns(t)}
                    rows={people}
                    idOf={({ id }) => id}
                    selected={beside === 'person' ? (selected?.id ?? null) : null}
                    onSelect={({ id }) => choose(id)}
                  />
                )}
              </div>
              <footer>
                {t('office.shown', { shown: people.length, all: people.length })}
                <span className="grow" />
                {t('office.keys')}
              </footer>
            </section>
            {besideOf()}
          </div>
        </Loading>
      )}
    </Page>
  )

  function besideOf(): ReactNode {
    if (beside === 'recovery') return <RecoveryPanel made={list.data?.recovery === true} onClose={() => setBeside('person')} />
    if (beside === 'new') return <PersonForm key="new" person={null} onDone={(id) => (id === null ? setBeside('person') : choose(id))} />
    if (selected === null) return <section className="panel" />
    if (!writes) return <PersonView person={selected} />
    return (
      <PersonForm key={`${selected.id}${selected.state}`} person={selected} onDone={() => undefined} unlock={<Unlock person={selected} />}>
        <PersonSecrets person={selected} />
      </PersonForm>
    )
  }
}

type Words = ReturnType<typeof useWords>['t']

const columns = (t: Words): readonly Column<Person>[] => [
  { key: 'staffNo', title: t('field.staffNo'), mono: true, cell: ({ staffNo }) => staffNo },
  { key: 'name', title: t('field.name'), cell: ({ name }) => <b>{name}</b> },
  { key: 'roles', title: t('office.people.roles'), cut: true, cell: ({ roles }) => roles.map((role) => t(`role.${role}`)).join(' · ') },
  {
    key: 'badge',
    title: t('office.people.badge'),
    cell: ({ badge }) =>
      badge === 0 ? <span className="softer">{t('office.people.none')}</span> : t('office.people.badgeNth', { n: badge }),
  },
  {
    key: 'lastSignIn',
    title: t('office.people.lastSignIn'),
    cell: ({ lastSignIn }) =>
      lastSignIn === null ? <span className="softer">{t('office.people.never')}</span> : `${dayOf(lastSignIn)} ${timeOf(lastSignIn)}`,
  },
  { key: 'state', title: t('office.order.state'), cell: (person) => <State person={person} /> },
]

const tones: Readonly<Record<Person['standing'], Tone>> = { active: 'pass', locked: 'fail', disabled: 'plain', expired: 'plain' }

function State({ person: { standing, mustChange } }: { readonly person: Person }) {
  const { t } = useWords()
  return standing === 'active' && mustChange.length > 0 ? (
    <StatusTag tone="warn">{t('office.people.state.mustChange')}</StatusTag>
  ) : (
    <StatusTag tone={tones[standing]}>{t(`office.people.state.${standing}`)}</StatusTag>
  )
}

function Unlock({ person }: { readonly person: Person }) {
  const { t } = useWords()
  const unlock = useCommand(client.people.unlock)
  if (person.state !== 'locked') return null
  return (
    <div className="note-box fail attention" role="status">
      <p className="grow">{t('office.people.lockedWords', { name: person.name })}</p>
      <ErrorList problems={unlock.problems} />
      <Button onClick={() => void unlock.run({ id: person.id })}>{t('office.people.unlock')}</Button>
    </div>
  )
}

function PersonView({ person }: { readonly person: Person }) {
  const { t } = useWords()
  return (
    <section className="panel">
      <div className="detail-head">
        <span className="mono softer">{person.staffNo}</span>
        <h2>{person.name}</h2>
      </div>
      <div className="section">
        <dl className="pairs">
          <dt>{t('field.login')}</dt>
          <dd className="mono">{person.login}</dd>
          <dt>{t('office.people.roles')}</dt>
          <dd>{person.roles.map((role) => t(`role.${role}`)).join(' · ')}</dd>
          <dt>{t('office.people.state')}</dt>
          <dd>
            <State person={person} />
          </dd>
        </dl>
      </div>
    </section>
  )
}
