import type { RecordView } from '../../core/generated/views'
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
    for (const { by: side, began, ended } of header.attested) {
      if (began !== null) add('fact-began', text(header.start_attested ? 'fact-attested-both' : 'fact-attested-one', { side, when: at(began.unix_ms) }))
      if (ended !== null) add('fact-ended', text(header.end_attested ? 'fact-attested-both' : 'fact-attested-one', { side, when: at(ended.unix_ms) }))
    }
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
    if (view.distribution.length > 0) add('fact-for', format.list(view.distribution.map(name_of)))
    return facts
  }
}
