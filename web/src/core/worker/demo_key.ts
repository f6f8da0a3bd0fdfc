/** The key that a demonstration gives away in its links: `#demo-key=…`. It guards nothing, and the page says so. */

const MARK = '#demo-key='

export interface DemoKey {
  secret: Uint8Array<ArrayBuffer>
  /** Credentials of the other side, base64. */
  other: string | null
}

/** Base64url of `{"secret": base64, "other": base64 | null}`. */
export function read_demo_key(fragment: string): DemoKey | null {
  if (!fragment.startsWith(MARK)) return null
  const base64 = fragment.slice(MARK.length).replaceAll('-', '+').replaceAll('_', '/')
  const read = JSON.parse(atob(base64)) as { secret: string; other: string | null }
  return { secret: Uint8Array.from(atob(read.secret), (letter) => letter.charCodeAt(0)), other: read.other }
}
