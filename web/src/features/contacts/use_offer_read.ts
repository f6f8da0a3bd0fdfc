import type { ContactView } from '../../core/shapes/contact'
import { useFormat } from '../../i18n/format'
import { useLanguageNames } from '../../i18n/languages'
import { useText } from '../../i18n/text'
import { local_at, useWhenWords } from '../../i18n/when'
import type { Read, ReadLine } from '../acting/offer_changes'
import type { ContactShown } from './use_contact'

/** The other side's offer that waits, in the lines that the screen shows of it; absent where none waits. */
export function useOfferRead(view: ContactView, { offer, thread, sides }: ContactShown): Read | null {
  const text = useText()
  const format = useFormat()
  const when_words = useWhenWords()
  const language_names = useLanguageNames()
  if (offer === null) return null
  const { record } = offer
  const offered = thread?.acts.find((act) => act.record === record)?.offer ?? null
  const lines: ReadLine[] = [{ name: text('contact-when'), says: when_words(local_at(offer.start_unix_ms, sides)) }]
  const add = (name: string, says: string) => lines.push({ name: text(name), says })
  if (offered !== null) {
    const { duration_min, medium, public_part, terms } = offered
    add('term-duration', format.minutes(duration_min))
    add('term-medium', text(`medium-${medium}`))
    add('term-public-part', text(`public-part-${public_part}`))
    if (terms !== null) {
      add('term-initiative', terms.initiative_of ?? text(`initiative-${terms.initiative}`))
      add('term-languages', terms.languages.length === 0 ? text('languages-unsaid') : format.list(terms.languages.map(language_names)))
      add('term-format', text(`format-${terms.format}`))
      add('term-voice-depth', text('voice-depth', { depth: terms.voice_depth }))
    }
  }
  // Until something is agreed, the agenda that is shown is that of the newest offer.
  if (view.agreed === null && view.agenda !== null && view.offers.at(-1)?.record === record) {
    add('agenda', view.agenda.items.map(({ title }) => title).join('; '))
    add('form-reason', view.agenda.reason)
  }
  return { record, lines }
}
