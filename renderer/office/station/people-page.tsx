import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { Icon } from '../../design/icon.tsx'
import { StatusTag, type Tone } from '../../design/status-tag.tsx'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { type Column, ListTable } from '../parts/list-table.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { useCommand } from '../use-command.ts'
import { type Person, PersonForm } from './person-form.tsx'

const tones: Readonly<Record<Person['state'], Tone>> = { active: 'pass', locked: 'fail', disabled: 'plain' }

/** Who may do what, and who is locked out. */
export function PeoplePage() {
  const { t } = useWords()
  const may = useMay()
  const list = useQuery(api.people.list.queryOptions())
  const [chosen, setChosen] = useState<number | null>(null)
  const [adding, setAdding] = useState(false)
  const people = list.data ?? []
  const selected = people.find(({ id }) => id === chosen) ?? people[0] ?? null
  return (
    <Page
      title={t('nav.users')}
      sub={t('office.people.sub', { n: people.length, locked: people.filter(({ state }) => state === 'locked').length })}
      busy={list.isPending}
      actions={
        may('user.write') ? (
          <Button icon={<Icon name="plus" />} onClick={() => setAdding(true)}>
            {t('office.people.add')}
          </Button>
        ) : null
      }
    >
      <Loading query={list}>
        <div className="office-body with-detail">
          <section className="panel">
            <div className="panel-body">
              <ListTable
                name={t('nav.users')}
                columns={columns(t)}
                rows={people}
                idOf={({ id }) => id}
                selected={adding ? null : (selected?.id ?? null)}
                onSelect={({ id }) => {
                  setAdding(false)
                  setChosen(id)
                }}
              />
            </div>
            <footer>
              {t('office.shown', { shown: people.length, all: people.length })}
              <span className="grow" />
              {t('office.keys')}
            </footer>
          </section>
          {adding ? (
            <PersonForm
              key="new"
              person={null}
              onDone={(id) => {
                setAdding(false)
                if (id !== null) setChosen(id)
              }}
            />
          ) : selected === null ? (
            <section className="panel" />
          ) : may('user.write') ? (
            <PersonForm
              key={`${selected.id}${selected.state}`}
              person={selected}
              onDone={() => undefined}
              unlock={<Unlock person={selected} />}
            />
          ) : (
            <PersonView person={selected} />
          )}
        </div>
      </Loading>
    </Page>
  )
}

const columns = (t: ReturnType<typeof useWords>['t']): readonly Column<Person>[] => [
  { key: 'staffNo', title: t('field.staffNo'), mono: true, cell: ({ staffNo }) => staffNo },
  { key: 'name', title: t('field.name'), cell: ({ name }) => <b>{name}</b> },
  { key: 'login', title: t('field.login'), mono: true, cell: ({ login }) => login },
  { key: 'roles', title: t('office.people.roles'), cut: true, cell: ({ roles }) => roles.map((role) => t(`role.${role}`)).join(' · ') },
  { key: 'pin', title: t('field.pin'), cell: ({ hasPin }) => t(hasPin ? 'office.people.pinSet' : 'office.people.pinNone') },
  {
    key: 'state',
    title: t('office.order.state'),
    cell: ({ state }) => <StatusTag tone={tones[state]}>{t(`office.people.state.${state}`)}</StatusTag>,
  },
]

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
        </dl>
      </div>
    </section>
  )
}
