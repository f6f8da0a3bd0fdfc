import { useView } from '../../core/hooks'
import { place_of } from '../../app/places'
import { useText } from '../../i18n/text'
import { useSubjects } from '../press/use_press'

const NOTHING: Record<string, never> = {}

/** What something is about: its name, and where it is shown. */
export interface About {
  name: string
  href: string | null
}

/** Contacts, rounds, tracks and papers, to choose from and to name. */
export function useAbout() {
  const text = useText()
  const { subjects, options, name_of } = useSubjects()
  const loaded = useView('press-subjects', NOTHING).data !== null
  const found = (subject: string) => subjects.find((one) => one.subject === subject)
  return {
    options,
    rounds: options.filter(({ key }) => found(key)?.noun === 'round'),
    /** Of what a record can be. */
    held: options.filter(({ key }) => ['contact', 'round'].includes(found(key)?.noun ?? '')),
    noun_of: (subject: string) => found(subject)?.noun ?? null,
    of: (subject: string): About => {
      const one = found(subject)
      if (one === undefined) return { name: loaded ? text('about-own-matter') : '', href: null }
      return { name: name_of(subject), href: place_of(one.noun, subject) }
    },
  }
}
