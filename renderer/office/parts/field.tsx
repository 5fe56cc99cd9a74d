import { type ReactNode, useId } from 'react'
import type { Problem } from '../../../shared/station-error.ts'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { useWords } from '../../station/words.ts'

/** What a control takes from its field: the id of its label, and where its help and faults stand. */
export interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string
  readonly 'aria-invalid': boolean
  readonly status: '' | 'error'
}

export interface FieldProps {
  readonly label: string
  readonly help?: ReactNode
  /** What is wrong with it, all at once. */
  readonly problems?: readonly Problem[]
  readonly full?: boolean
  readonly children: (control: ControlProps) => ReactNode
}

/** A label, its control, and beneath it the help and every fault in words. */
export function Field({ label, help, problems = [], full = false, children }: FieldProps) {
  const id = useId()
  return (
    <div className={full ? 'field full' : 'field'}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-note`, 'aria-invalid': problems.length > 0, status: problems.length > 0 ? 'error' : '' })}
      <div id={`${id}-note`}>
        <Faults problems={problems} />
        {help === undefined ? null : <div className="help">{help}</div>}
      </div>
    </div>
  )
}

/** A group of choices that has no single control to label. */
export function FieldSet({
  label,
  help,
  problems = [],
  full = false,
  children,
}: Omit<FieldProps, 'children'> & { readonly children: ReactNode }) {
  return (
    <fieldset className={full ? 'field full' : 'field'}>
      <legend>{label}</legend>
      {children}
      <Faults problems={problems} />
      {help === undefined ? null : <div className="help">{help}</div>}
    </fieldset>
  )
}

export function Faults({ problems }: { readonly problems: readonly Problem[] }) {
  const { problem } = useWords()
  return problems.map((one) => (
    <div className="fault" key={`${one.code}${JSON.stringify(one.params)}`}>
      <VerdictMark mark="fail" />
      <span>{problem(one)}</span>
    </div>
  ))
}
