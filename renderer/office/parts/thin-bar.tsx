/** Work under way: a thin bar above the content, which stays. Never a spinner alone. */
export function ThinBar({ on, label }: { readonly on: boolean; readonly label: string }) {
  return on ? (
    <div className="thin-bar" role="progressbar" aria-label={label}>
      <i />
    </div>
  ) : null
}
