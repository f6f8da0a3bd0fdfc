/** What a person can do about a contact, by its phase, its offers and the person's roles. */
import type { Role } from '../../core/core'
import type { ContactView, OfferView } from '../../core/shapes/contact'
import { offer_shown } from '../acting/agreement'

export type ContactAction = 'accept' | 'confirm-outside' | 'counter' | 'decline' | 'withdraw' | 'postpone' | 'cancel'

export interface Actions {
  /** What is awaited of us. */
  main: ContactAction | null
  others: ContactAction[]
  /** What ends or undoes something agreed. */
  ending: ContactAction[]
  /** An offer of theirs waits that the page doesn't show. */
  unread: boolean
}

const NONE: Actions = { main: null, others: [], ending: [], unread: false }
const ANSWERED: readonly string[] = ['proposed', 'agreed', 'postponed', 'staging', 'staged']
const DECLINED: readonly string[] = ['proposed', 'agreed', 'postponed']
const CANCELLED: readonly string[] = ['agreed', 'postponed', 'staging', 'staged']
const POSTPONED: readonly string[] = ['agreed', 'staging', 'staged']

/** The other side's newest offer that may still be answered. */
export function offer_to_us({ offers }: ContactView, own: string): OfferView | null {
  return offers.findLast(({ by, answer }) => by !== own && answer === 'open') ?? null
}

/** Our own newest offer that waits. */
export function offer_of_ours({ offers }: ContactView, own: string): OfferView | null {
  return offers.findLast(({ by, answer }) => by === own && answer === 'open') ?? null
}

export function actions_for(view: ContactView, own: string, roles: readonly Role[]): Actions {
  if (!roles.includes('principal') && !roles.includes('sherpa')) return NONE
  const { phase } = view
  if (phase === 'reported-outside') {
    return view.proposed_by === own ? NONE : { ...NONE, main: 'confirm-outside' }
  }
  const theirs = offer_to_us(view, own) !== null
  const ours = offer_of_ours(view, own) !== null
  // Where both offered at once, ours may be what the page shows: nobody answers what isn't shown.
  const seen = view.agreed !== null || !theirs || offer_shown(view, own) !== null
  const when = (action: ContactAction, may: boolean): ContactAction[] => (may ? [action] : [])
  return {
    main: theirs && seen && ANSWERED.includes(phase) ? 'accept' : null,
    others: [
      ...when('counter', seen && ANSWERED.includes(phase)),
      ...when('decline', theirs && seen && DECLINED.includes(phase)),
      ...when('withdraw', ours && DECLINED.includes(phase)),
    ],
    unread: theirs && !seen,
    ending: [...when('postpone', POSTPONED.includes(phase)), ...when('cancel', CANCELLED.includes(phase))],
  }
}
