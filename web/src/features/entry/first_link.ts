/** The first administrator's one-time link: its token stands behind `#`, which browsers send to nobody. */
import { useSyncExternalStore } from 'react'

import type { CoreError } from '../../core/core'

const FRAGMENT = /^#first-link=([0-9a-f]{32})$/u
const ANSWER_MS_MAX = 15_000

export type FirstLink =
  | { at: 'open'; token: string }
  /** The node has the request; the token is spent. */
  | { at: 'handed' }
  | { at: 'refused'; error: CoreError }

let link: FirstLink | null = null
const listeners = new Set<() => void>()

function become(next: FirstLink | null): void {
  link = next
  for (const listener of listeners) listener()
}

/** Takes the token out of the address, so that it stays in no history. */
function take(): void {
  const token = FRAGMENT.exec(location.hash)?.[1]
  if (token === undefined) return
  history.replaceState(history.state, '', location.pathname + location.search)
  become({ at: 'open', token })
}

take()
// Opened in a tab that shows the page already, the address changes and nothing is loaded.
addEventListener('hashchange', take)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useFirstLink(): FirstLink | null {
  return useSyncExternalStore(subscribe, () => link)
}

/** Gives the node this browser's request. */
export async function hand_request_over(token: string, request: string): Promise<void> {
  try {
    const answer = await fetch('/api/v1/first-link/request', {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ token: base64_of_hex(token), request: base64_within(request) }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
    })
    become(answer.ok ? { at: 'handed' } : { at: 'refused', error: refusal_of(answer.status, await answer.text()) })
  } catch {
    const error = { code: 'first-link-unsent', cause: 'your own node does not answer', next: 'open the link once more' }
    become({ at: 'refused', error })
  }
}

function refusal_of(status: number, text: string): CoreError {
  let problem: { title?: unknown; detail?: unknown } = {}
  try {
    problem = JSON.parse(text) as typeof problem
  } catch {
    // Not the node's own refusal: something stands between.
  }
  const said = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)
  return { code: said(problem.title, `http-${String(status)}`), cause: said(problem.detail, `the node answered with status ${String(status)}`), next: '' }
}

function base64_of_hex(hex: string): string {
  return btoa((hex.match(/../gu) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 16))).join(''))
}

/** The signed bytes of a request's text form: what follows its head. */
function base64_within(request: string): string {
  return request.slice(request.indexOf('\n\n')).replaceAll('\n', '')
}
