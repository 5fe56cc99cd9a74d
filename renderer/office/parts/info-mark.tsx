/** A plain note: neither good nor bad. */
export function InfoMark() {
  return (
    <svg viewBox="0 0 48 48" aria-hidden="true" style={{ color: 'var(--brand)' }}>
      <rect x="3" y="3" width="42" height="42" fill="currentColor" />
      <path d="M24 21v15" stroke="#fff" strokeWidth="5" />
      <rect x="21.5" y="11" width="5" height="5" fill="#fff" />
    </svg>
  )
}
