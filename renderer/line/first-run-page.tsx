import { Input } from 'antd'
import { useState } from 'react'
import { passwordProblems, pinProblems } from '../../shared/auth/passwords.ts'
import type { Problem } from '../../shared/station-error.ts'
import { client } from '../client.ts'
import { Components } from '../components.tsx'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { Logo } from '../design/icon.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LineScale } from '../design/line-page.tsx'
import { Steps123 } from '../design/steps.tsx'
import { useScan } from '../scan/use-scan.ts'
import { refreshOverview } from '../station/overview.ts'
import { showCode } from '../station/shown-code.ts'
import { useCall } from '../station/use-call.ts'
import { chooseLanguage, useWords } from '../station/words.ts'

const fields = ['firm', 'site', 'name', 'staffNo', 'login', 'password', 'pin'] as const
type Field = (typeof fields)[number]
const station: readonly Field[] = ['firm', 'site']
const admin: readonly Field[] = ['name', 'staffNo', 'login', 'pin', 'password']
const most: Readonly<Record<Field, number>> = { firm: 60, site: 40, name: 40, staffNo: 20, login: 40, password: 200, pin: 6 }

/** Makes the computer a station: language, firm, the first administrator. Then training begins. */
export function FirstRunPage() {
  return (
    <Components>
      <LineScale>
        <FirstRun />
      </LineScale>
    </Components>
  )
}

function FirstRun() {
  const { t, language } = useWords()
  const [values, setValues] = useState<Readonly<Record<Field, string>>>({
    firm: '',
    site: '',
    name: '',
    staffNo: '',
    login: '',
    password: '',
    pin: '',
  })
  const [own, setOwn] = useState<readonly Problem[]>([])
  const call = useCall(client.session.firstRun)
  const missing = fields.filter((field) => field !== 'site' && values[field].trim() === '')
  const begin = async (): Promise<void> => {
    const problems: Problem[] = missing.map((field) => ({ code: 'input.too_small', params: { field: t(`field.${field}`) }, field }))
    if (values.pin !== '') problems.push(...pinProblems(values.pin, values))
    if (values.password !== '') problems.push(...passwordProblems(values.password, values, 8))
    setOwn(problems)
    if (problems.length > 0) return
    const { pin, ...rest } = values
    const done = await call.run({ ...rest, language, pin })
    if (done === undefined) return
    showCode(done.recoveryCode)
    await refreshOverview().catch(() => undefined)
  }
  useScan({ keys: { F2: () => void begin() } })
  const problems = own.length > 0 ? own : call.problems
  const input = (field: Field) => (
    <div key={field}>
      <label htmlFor={field}>{t(`field.${field}`)}</label>
      {field === 'password' ? (
        <Input.Password
          id={field}
          autoComplete="off"
          visibilityToggle={false}
          maxLength={most[field]}
          value={values[field]}
          status={faulty(problems, field)}
          onChange={({ target }) => setValues({ ...values, [field]: target.value })}
        />
      ) : (
        <Input
          id={field}
          autoComplete="off"
          maxLength={most[field]}
          inputMode={field === 'pin' ? 'numeric' : 'text'}
          value={values[field]}
          status={faulty(problems, field)}
          onChange={({ target }) => setValues({ ...values, [field]: field === 'pin' ? target.value.replace(/\D/g, '') : target.value })}
        />
      )}
      {field === 'pin' ? (
        <small className="soft">{t('first.pinNote')}</small>
      ) : field === 'password' ? (
        <small className="soft">{t('first.passwordNote')}</small>
      ) : null}
    </div>
  )
  return (
    <div className="line-page">
      <main className="first-run">
        <section className="col first-fields">
          <header className="row sign-head">
            <Logo size={48} />
            <div>
              <h1>{t('first.title')}</h1>
              <p className="softer">{t('first.note')}</p>
            </div>
            <span className="grow" />
            <fieldset className="row language" aria-label={t('field.language')}>
              <LineButton size="small" pressed={language === 'zh-CN'} onPress={() => chooseLanguage('zh-CN')}>
                中文
              </LineButton>
              <LineButton size="small" pressed={language === 'en'} onPress={() => chooseLanguage('en')}>
                English
              </LineButton>
            </fieldset>
          </header>
          <ErrorList problems={problems} />
          <h2>{t('first.station')}</h2>
          <div className="two-fields">{station.map(input)}</div>
          <h2>
            {t('first.admin')} <small className="softer">{t('first.adminNote')}</small>
          </h2>
          <div className="two-fields three">{admin.map(input)}</div>
        </section>
        <aside className="first-aside">
          <h2>{t('first.training')}</h2>
          <Steps123 steps={[{ title: t('first.training1') }, { title: t('first.training2') }, { title: t('first.training3') }]} />
        </aside>
      </main>
      <ActionBar
        main={
          <LineButton look="primary" icon="play" keyName="F2" onPress={() => void begin()} disabled={call.busy} id="begin">
            {call.busy ? t('act.busy') : t('first.do')}
          </LineButton>
        }
      />
    </div>
  )
}

const faulty = (problems: readonly Problem[], field: Field): '' | 'error' =>
  problems.some((problem) => problem.field === field) ? 'error' : ''
