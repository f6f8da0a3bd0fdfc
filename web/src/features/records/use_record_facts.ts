import type { AttestedTimes, RecordMomentView, RecordView } from '../../core/generated/views'
import { useFormat } from '../../i18n/format'
import { useLanguage } from '../../i18n/text'
import { useWhenWords } from '../../i18n/when'
import { useLocals } from '../../ui/moment'
import { useColleagues } from '../inside/use_colleagues'

export interface Fact {
  name: string
  value: string
}

/** What heads a record: what nodes attest and both sides signed, never typed; then who did what to it. On the page and in the file the same. */
export function useRecordFacts(): (view: RecordView) => Fact[] {
  const { text, has } = useLanguage()
  const format = useFormat()
  const when_words = useWhenWords()
  const locals = useLocals()
  const { name_of } = useColleagues()
  const at = (unix_ms: number) => when_words(locals(unix_ms))
  const by = (person: string, unix_ms: number) => text('fact-by', { who: name_of(person), when: at(unix_ms) })
  const named = (id: string, otherwise: string) => (has(id) ? text(id) : otherwise)
  return (view) => {
    const { header } = view
    const facts: Fact[] = [{ name: text('fact-between'), value: format.list(header.between) }]
    const add = (name: string, value: string) => facts.push({ name: text(name), value })
    if (header.phase !== null) add('fact-state', named(`phase-${header.phase}`, header.phase))
    if (header.medium !== null) add('fact-on-medium', named(`medium-${header.medium}`, header.medium))
    const attested = (name: string, both: boolean, of: (one: AttestedTimes) => RecordMomentView | null) => {
      const said = header.attested.flatMap((one) => {
        const moment = of(one)
        return moment === null ? [] : [{ side: one.by, when: at(moment.unix_ms) }]
      })
      // Where both nodes attest the same call, each by its own clock, and both clocks show the same minute, it stands once.
      if (both && new Set(said.map(({ when }) => when)).size === 1) add(name, text('fact-attested-both', { when: said[0]?.when ?? '' }))
      else for (const { side, when } of said) add(name, text(both ? 'fact-attested-by' : 'fact-attested-one', { side, when }))
    }
    attested('fact-began', header.start_attested, ({ began }) => began)
    attested('fact-ended', header.end_attested, ({ ended }) => ended)
    for (const { side, roles } of header.on_line) {
      const offices = roles.split(',').map((role) => named(`role-${role.trim()}`, role.trim()))
      add('fact-on-line', text('fact-of-side', { what: format.list(offices), side }))
    }
    if (header.attested.length === 0) add('fact-not-attested', text('fact-not-attested-means'))
    add('fact-record-state', text(`record-${view.state}`))
    add('fact-written', by(view.written.person, view.written.at_unix_ms))
    for (const { by: who } of view.reviewed) add('fact-reviewed', by(who.person, who.at_unix_ms))
    add('fact-approved', view.approved === null ? text('fact-approved-nobody') : by(view.approved.person, view.approved.at_unix_ms))
    if (view.keep_until_unix_ms !== null) add('fact-kept-until', at(view.keep_until_unix_ms))
    if (view.distribution.length > 0) add('fact-for', format.list(view.distribution.map((person) => name_of(person))))
    return facts
  }
}
