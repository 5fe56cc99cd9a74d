import { Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { gradeStandards } from '../../../shared/verifier/grade.ts'
import { gradeParameters, reportFields } from '../../../shared/verifier/profile.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { problemsOf } from '../../station/problems.ts'
import type { GivenFile } from '../../station/upload.ts'
import { sendable } from '../../station/upload.ts'
import { useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { FilePicker } from '../parts/file-picker.tsx'
import { NumberField } from '../parts/number-field.tsx'
import { CalibrationFields, type FieldsProps } from './device-fields.tsx'
import type { VerifierInput } from './device-values.ts'

type Preview = Awaited<ReturnType<typeof client.grades.preview>>
type Profile = VerifierInput['profile']

/** Where a verifier's reports come from, and where in them stands what; a report can be tried before anything is saved. */
export function VerifierFields({ value, of, onChange }: FieldsProps<VerifierInput>) {
  const { t } = useWords()
  const { source, profile } = value
  const setProfile = (part: Partial<Profile>): void => onChange({ profile: { ...profile, ...part } })
  const [file, setFile] = useState<GivenFile | null>(null)
  const [tried, setTried] = useState<Preview | null>(null)
  const [problems, setProblems] = useState<ReturnType<typeof problemsOf>>([])
  const attempt = async (given: GivenFile, using: Profile): Promise<void> => {
    try {
      setTried(await client.grades.preview({ file: await sendable(given), profile: using }))
      setProblems([])
    } catch (error) {
      setTried(null)
      setProblems(problemsOf(error))
    }
  }
  // Each change of the profile is tried on the report at hand.
  // biome-ignore lint/correctness/useExhaustiveDependencies: tried again for another report or another profile
  useEffect(() => {
    if (file === null) return
    const timer = setTimeout(() => void attempt(file, profile), 250)
    return () => clearTimeout(timer)
  }, [file, JSON.stringify(profile)])
  const headings = tried?.headings ?? []
  return (
    <>
      <Field label={t('office.dev.name')} problems={of('name')} full>
        {(control) => <Input {...control} maxLength={40} value={value.name} onChange={(event) => onChange({ name: event.target.value })} />}
      </Field>
      <Field label={t('office.verifier.source')} full>
        {({ status: _status, ...control }) => (
          <Select
            {...control}
            value={source.kind}
            options={(['folder', 'tcp'] as const).map((kind) => ({ value: kind, label: t(`office.verifier.${kind}`) }))}
            onChange={(kind: 'folder' | 'tcp') =>
              onChange({ source: kind === 'tcp' ? { kind, host: '', port: 2001 } : { kind, folder: '', since: Date.now() } })
            }
          />
        )}
      </Field>
      {source.kind === 'folder' ? (
        <Field label={t('office.verifier.folderPath')} problems={of('folder')} help={t('office.verifier.folderHelp')} full>
          {(control) => (
            <Input
              {...control}
              className="mono"
              maxLength={400}
              value={source.folder}
              onChange={(event) => onChange({ source: { ...source, folder: event.target.value } })}
            />
          )}
        </Field>
      ) : (
        <>
          <Field label={t('office.dev.host')} problems={of('host')} help={t('office.dev.hostHelp')}>
            {(control) => (
              <Input
                {...control}
                className="mono"
                maxLength={120}
                value={source.host}
                onChange={(event) => onChange({ source: { ...source, host: event.target.value.trim() } })}
              />
            )}
          </Field>
          <NumberField
            label={t('office.dev.port')}
            problems={of('port')}
            min={1}
            max={65535}
            value={source.port}
            onChange={(port) => onChange({ source: { ...source, port: port ?? 2001 } })}
          />
        </>
      )}
      <Field label={t('office.verifier.form')}>
        {({ status: _status, ...control }) => (
          <Select
            {...control}
            value={profile.form}
            options={(['table', 'text'] as const).map((form) => ({ value: form, label: t(`office.verifier.${form}`) }))}
            onChange={(form: Profile['form']) => setProfile({ form })}
          />
        )}
      </Field>
      <Field label={t('office.verifier.standard')}>
        {({ status: _status, ...control }) => (
          <Select
            {...control}
            value={profile.standard}
            options={gradeStandards.map((standard) => ({ value: standard, label: `ISO/IEC ${standard}` }))}
            onChange={(standard: Profile['standard']) => setProfile({ standard })}
          />
        )}
      </Field>
      <div className="full">
        <FilePicker
          label={t('office.verifier.sample')}
          help={t(profile.form === 'table' ? 'office.verifier.table' : 'office.verifier.text')}
          accept=".csv,.txt,.xlsx,.tsv,.log,.rpt"
          file={file}
          onFile={setFile}
        />
        <ErrorList problems={problems} />
        {tried === null || file === null ? null : <Tried tried={tried} />}
      </div>
      <h3 className="full">{t('office.verifier.fields')}</h3>
      {[...reportFields, ...gradeParameters].map((name) => (
        <Field key={name} label={t(`office.grade.${name}`)}>
          {({ status: _status, ...control }) =>
            headings.length > 0 && profile.form === 'table' ? (
              <Select
                {...control}
                allowClear
                showSearch
                value={profile.fields[name] || undefined}
                options={headings.filter((heading) => heading !== '').map((heading) => ({ value: heading, label: heading }))}
                onChange={(heading: string | undefined) => setProfile({ fields: { ...profile.fields, [name]: heading ?? '' } })}
              />
            ) : (
              <Input
                {...control}
                maxLength={80}
                placeholder={t(profile.form === 'table' ? 'office.verifier.column' : 'office.verifier.word')}
                value={profile.fields[name] ?? ''}
                onChange={(event) => setProfile({ fields: { ...profile.fields, [name]: event.target.value } })}
              />
            )
          }
        </Field>
      ))}
      <Field label={t('office.verifier.gs')}>
        {({ status: _status, ...control }) => (
          <Input
            {...control}
            className="mono"
            maxLength={8}
            value={profile.gsSubstitute}
            onChange={(event) => setProfile({ gsSubstitute: event.target.value })}
          />
        )}
      </Field>
      <CalibrationFields value={value} of={of} onChange={onChange} />
    </>
  )
}

/** What the profile makes of the report that was chosen. */
function Tried({ tried }: { readonly tried: Preview }) {
  const { t } = useWords()
  const good = tried.symbols.length > 0
  return (
    <div className={`note-box tight ${good ? 'pass' : 'warn'}`} role="status" style={{ marginTop: 8 }}>
      <VerdictMark mark={good ? 'pass' : 'device'} />
      <div className="grow">
        <p>{good ? t('office.verifier.tried', { n: tried.symbols.length }) : t('office.verifier.triedNone')}</p>
        {tried.symbols.slice(0, 3).map(({ code, formal }) => (
          <p key={`${code} ${formal}`} className="mono">
            {formal} {code ?? ''}
          </p>
        ))}
        {tried.absent.length === 0 ? null : <p>{t('office.verifier.absent', { list: tried.absent.join(t('office.comma')) })}</p>}
      </div>
    </div>
  )
}
