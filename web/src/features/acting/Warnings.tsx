import { useReady } from '../../core/hooks'
import { short_id } from '../../core/use_people'
import type { Warning } from '../../core/warnings'
import { useFormat } from '../../i18n/format'
import { useLanguage } from '../../i18n/text'
import { useFactWords } from '../press/use_press'

/** What stands against an act, or is told of it, in words. */
export function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  const words = useWarningWords()
  return (
    <ul>
      {warnings.map((warning, at) => (
        // They have no names, and never move.
        <li key={at}>{words(warning)}</li>
      ))}
    </ul>
  )
}

function useWarningWords(): (warning: Warning) => string {
  const { text, has } = useLanguage()
  const format = useFormat()
  const fact_words = useFactWords()
  const { side, other_side } = useReady()
  const named = (subject: string | null) => (subject === null ? text('warning-this-one') : short_id(subject))
  return (warning) => {
    switch (warning.warning) {
      case 'start-past':
        return text('warning-start-past')
      case 'order':
        return text('warning-order', { first: named(warning.first), second: named(warning.second) })
      case 'same-time':
        return text('warning-same-time', { one: named(warning.one), other: named(warning.other) })
      case 'circle':
        return text('warning-circle', { all: format.list(warning.all.map(named)) })
      case 'person-elsewhere':
        return text('warning-person-elsewhere', { person: warning.person, other: named(warning.other) })
      case 'holiday':
        return text('warning-holiday', { side: warning.own ? side.name : (other_side?.name ?? ''), holiday: warning.text })
      case 'contradiction':
        return text('warning-contradiction', {
          fact: has(`fact-${warning.fact}`) ? text(`fact-${warning.fact}`) : warning.fact,
          claimed: fact_words(warning.fact, warning.claimed),
          signed: fact_words(warning.fact, warning.signed),
        })
      case 'nothing-to-compare':
        return text('facts-not-compared')
      case 'still-waits':
        return text('warning-still-waits', { subject: short_id(warning.subject) })
      case 'last-security-officer':
        return text('warning-last-security-officer')
    }
  }
}
