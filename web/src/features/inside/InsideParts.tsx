import { useReady } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Parts } from '../../ui/Parts'
import { READERS, may } from './roles'

const PARTS = [
  { path: '/inside', text: 'tasks' },
  { path: '/inside/consultations', text: 'consultations' },
  { path: '/inside/briefing', text: 'cards' },
  { path: '/inside/mandates', text: 'mandates' },
  { path: '/inside/coalitions', text: 'coalitions' },
  { path: '/inside/records', text: 'records-part' },
] as const

/** The pages of what never leaves the side; nothing for those who see but one of them. */
export function InsideParts() {
  const text = useText()
  const { roles } = useReady()
  if (!may(roles, READERS)) return null
  return <Parts label={text('inside-parts')} parts={PARTS.map((part) => ({ path: part.path, text: text(part.text) }))} />
}
