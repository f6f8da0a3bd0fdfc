/** What a page may ask of the core. The core holds keys and records in a worker; a page holds neither. */
import type { Acts } from './acts'
import type { CallControl } from './call_control'
import type { NextStep, Reason } from './generated/acts'
import type { Observable } from './observable'
import type { Warning } from './warnings'
import type { Views } from './views'

export type ViewName = keyof Views
export type ActName = keyof Acts

export interface Core {
  readonly state: Observable<CoreState>
  /** Counts up whenever logs, line or internal records changed: what was queried before is stale. */
  readonly changed: Observable<number>
  query<V extends ViewName>(view: V, args: Views[V]['args']): Promise<Views[V]['answer']>
  /** Signs, posts and waits for the node's answer. Rejects with a `CoreError`. */
  act<A extends ActName>(act: A, args: Acts[A]): Promise<Acted>
  readonly call: CallControl
  /** The event stream to the own node stands. */
  readonly node_reached: Observable<boolean>
}

/** What an act left behind. */
export interface Acted {
  /** The record, where it made one. */
  record: string | null
  subject: string | null
  /** What is told this once, such as an address with a secret in it. */
  told?: string
  /** What its maker is told of it. */
  warnings?: Warning[]
}

/** A refusal as a person sees it: a code that stays, why, and what to do next. */
export interface CoreError {
  code: string
  cause: string
  next: string
  /** The core's own refusals as data: the page has words for them in each language. */
  reason?: Reason
  step?: NextStep
  /** What stands against it, where it was asked for once more: then the code is `conflicts`. */
  warnings?: Warning[]
}

export const ROLES = [
  'principal',
  'sherpa',
  'duty-officer',
  'interpreter',
  'note-taker',
  'press-officer',
  'administrator',
  'security-officer',
  'archivist',
] as const
export type Role = (typeof ROLES)[number]

/** A side as the page names it. */
export interface SideName {
  id: string
  name: string
  /** Of its capital, as the IANA database calls it; empty where no terms said it yet. */
  zone: string
  /** No terms that are read here name it: it is this browser's. */
  assumed?: boolean
}

export type CoreState =
  | { at: 'starting' }
  /**
   * This browser has no key yet. `side_words` are those of the side whose node this says it is: the person
   * compares them with what the administrator gave them. `demo_roles` isn't empty in a demonstration alone.
   */
  | { at: 'no-key'; side: SideName; side_words: string[]; demo_roles: Role[]; demo_names?: Partial<Record<Role, string[]>> }
  /** A key is made; the request goes to the administrator and the words are read out to them. */
  | { at: 'request-made'; side: SideName; request: string; words: string[] }
  /** The node has the request; signatures still lack. */
  | { at: 'not-accredited'; side: SideName; request: string; words: string[] }
  /** Accredited and signed in by its key; it has no passkey yet. */
  | { at: 'no-passkey'; side: SideName; device_name: string }
  | { at: 'signed-out'; side: SideName; device_name: string; by_passkey: boolean; demo: boolean }
  | {
      at: 'ready'
      side: SideName
      other_side: SideName | null
      person: string
      device: string
      roles: Role[]
      demo: boolean
      /** What has to be added to this machine's clock: a demonstration plays on another day. */
      clock_ms: number
    }
  /** Another tab of this browser holds the session. */
  | { at: 'other-tab'; in_call: boolean }
  | { at: 'failed'; error: CoreError }

export type Ready = Extract<CoreState, { at: 'ready' }>

export function is_core_error(thrown: unknown): thrown is CoreError {
  if (typeof thrown !== 'object' || thrown === null) return false
  return (['code', 'cause', 'next'] as const).every((key) => key in thrown && typeof thrown[key as keyof typeof thrown] === 'string')
}

/** Whatever was thrown, as something that a person can be shown. */
export function as_core_error(thrown: unknown): CoreError {
  if (is_core_error(thrown)) {
    const { code, cause, next, reason, step, warnings } = thrown
    return {
      code,
      cause,
      next,
      ...(reason === undefined ? {} : { reason }),
      ...(step === undefined ? {} : { step }),
      ...(warnings === undefined ? {} : { warnings }),
    }
  }
  return { code: 'client-fault', cause: thrown instanceof Error ? thrown.message : String(thrown), next: '' }
}
