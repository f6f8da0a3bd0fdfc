/** What can be done about a record of contact, by whom. The core refuses everything else. */
import type { Role } from '../../core/core'
import type { RecordLine } from '../../core/generated/views'
import type { Tone } from '../../ui/Sign'
import { LEADING, READERS, WATCHERS, WRITERS, may } from '../inside/roles'

const TONES: Readonly<Record<string, Tone>> = { draft: 'plain', reviewed: 'active', approved: 'good', replaced: 'plain' }

export function tone_of_record(state: string): Tone {
  return TONES[state] ?? 'plain'
}

export interface RecordActs {
  open: boolean
  review: boolean
  approve: boolean
  distribute: boolean
  retain: boolean
  write_newer: boolean
  /** Sees who opened it. */
  follow: boolean
}

export function acts_for(line: Pick<RecordLine, 'state' | 'written' | 'approved'>, me: string, roles: readonly Role[]): RecordActs {
  const stands = line.state !== 'replaced'
  const own = line.written.person === me
  return {
    open: may(roles, READERS),
    review: stands && !own && roles.includes('interpreter'),
    approve: stands && !own && line.approved === null && may(roles, LEADING),
    distribute: stands && may(roles, WRITERS),
    retain: may(roles, [...LEADING, 'archivist']),
    write_newer: stands && may(roles, WRITERS),
    follow: own || may(roles, WATCHERS),
  }
}

/** Those that stand; what is due to be looked at first, then drafts, then the newest. */
export function in_order(lines: readonly RecordLine[]): RecordLine[] {
  const rank = ({ due_for_review, state }: RecordLine) => (due_for_review ? 0 : state === 'approved' ? 2 : 1)
  return lines.filter(({ state }) => state !== 'replaced').toSorted((one, other) => rank(one) - rank(other) || other.written.at_unix_ms - one.written.at_unix_ms)
}

/** Drafts of one matter that stand beside each other: they are to be merged. */
export function to_merge(lines: readonly RecordLine[], about: string): RecordLine[] {
  const drafts = lines.filter((line) => line.about === about && line.state !== 'replaced')
  return drafts.length > 1 ? drafts : []
}
