/** Where one stands: what is done, what is now, what is to come. */
export function StepBar({ steps, at }: { readonly steps: readonly string[]; readonly at: number }) {
  return (
    <ol className="step-bar">
      {steps.map((name, i) => (
        <li key={name} className={i < at ? 'done' : i === at ? 'now' : ''} {...(i === at ? { 'aria-current': 'step' as const } : {})}>
          <span className="n">{i < at ? '✓' : i + 1}</span>
          {name}
        </li>
      ))}
    </ol>
  )
}
