import type { Role } from '../core/core'

/** Where what is about a subject is shown. */
const PLACES: Readonly<Record<string, string>> = {
  contact: '/contacts',
  track: '/tracks',
  round: '/rounds',
  minutes: '/minutes',
  'joint-statement': '/joint-statements',
  paper: '/papers',
  exchange: '/exchanges',
  message: '/messages',
  'service-message': '/messages',
  'silence-procedure': '/silence',
  readout: '/press',
  statement: '/press',
  promise: '/press',
  task: '/inside/tasks',
  briefing: '/inside/briefing',
  record: '/inside/records',
  coalition: '/inside/coalitions',
}

/** Shown as a whole, not one by one. */
const WHOLE: Readonly<Record<string, string>> = { 'message-draft': '/messages/drafts', 'line-to-take': '/press/lines' }

/** A draft of the press is read on a page of its own, by whoever approves it. */
const PRESS_DRAFTS: readonly string[] = ['statement', 'announcement', 'readout', 'answer', 'holding-line']
/** What a duty officer does about a contact is done on the staging board. */
const DUTY_DOES: readonly string[] = ['stage', 'answer']

/** Who reads contacts on pages of their own. */
export const READS_CONTACTS: readonly Role[] = ['principal', 'sherpa', 'duty-officer', 'interpreter', 'note-taker']

/** Where somebody of these roles sees a contact; null: nowhere. */
export function place_of_contact(contact: string, roles: readonly Role[]): string | null {
  if (roles.some((role) => READS_CONTACTS.includes(role))) return place_of('contact', contact)
  return roles.includes('press-officer') ? `/press/says/${encodeURIComponent(contact)}` : null
}

/** Where what waits can be done: not always where its subject is shown. */
export function place_to_do({ to_do, noun, subject }: { to_do: string; noun: string; subject: string }, roles: readonly Role[]): string {
  if (to_do === 'approve' && PRESS_DRAFTS.includes(noun)) return `/press/drafts/${encodeURIComponent(subject)}`
  const leads = roles.includes('principal') || roles.includes('sherpa')
  if (noun === 'contact' && DUTY_DOES.includes(to_do) && roles.includes('duty-officer') && (to_do === 'stage' || !leads)) return '/duty'
  return place_of(noun, subject)
}

export function place_of(noun: string, subject: string): string {
  return WHOLE[noun] ?? `${PLACES[noun] ?? ''}/${encodeURIComponent(subject)}`
}
