/** Who sees what never leaves the side, and who writes it; the core refuses everybody else. */
import type { Role } from '../../core/core'

/** Those to whom it is sealed. */
export const READERS: readonly Role[] = ['principal', 'sherpa', 'interpreter', 'note-taker']
/** Who gives tasks and mandates, enters consultations and positions, and briefs. */
export const LEADING: readonly Role[] = ['principal', 'sherpa']
/** Who drafts records of contacts. */
export const WRITERS: readonly Role[] = ['principal', 'sherpa', 'note-taker']
/** Who follows who opened a record, without reading it. */
export const WATCHERS: readonly Role[] = ['security-officer', 'archivist']

export function may(roles: readonly Role[], those: readonly Role[]): boolean {
  return roles.some((role) => those.includes(role))
}
