/** Hands a file to the person: the browser asks where to, or puts it into the downloads folder. */
export function download(name: string, bytes: Uint8Array): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([new Uint8Array(bytes)]))
  link.download = name
  link.click()
  // The download has begun when the click returns; the address may go a little later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
