import type { Role } from '../../core/core'
import type { JointView } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { useLanguageNames } from '../../i18n/languages'
import { useText } from '../../i18n/text'
import { useWhenWords } from '../../i18n/when'
import { useLocals } from '../../ui/moment'
import { useNow } from '../../ui/now'
import { awaited_of, text_actions } from '../acting/agreement'
import type { Read } from '../acting/offer_changes'

/** The side's own press: before the time, so that it is there on the second; after it, to tell the other side. */
export type Release = 'prepare' | 'tell' | null

export function release_of({ phase, text, released }: JointView, own: string, roles: readonly Role[], now_unix_ms: number): Release {
  if (phase !== 'agreed' || text === null || !roles.includes('press-officer')) return null
  if (released.some(({ side }) => side === own)) return null
  return now_unix_ms < text.release_unix_ms ? 'prepare' : 'tell'
}

export function useJoint(joint_statement: string) {
  const { side, other_side, roles } = useReady()
  const now = useNow()
  const { data: view, error, loading, again } = useView('joint-statement', { joint_statement })
  const leads = roles.includes('principal') || roles.includes('sherpa')
  return {
    view,
    now,
    own: side.name,
    other: other_side?.name ?? '',
    awaited: view === null ? ('nobody' as const) : awaited_of(view, side.name),
    actions: view === null || !leads ? null : text_actions(view, side.name),
    release: view === null ? null : release_of(view, side.name, roles, now),
    error,
    loading,
    again,
  }
}

export type JointShown = ReturnType<typeof useJoint>

/** What is accepted or declined, in the lines that the page shows of it. */
export function useJointRead({ text: shown }: JointView, answers: string | null): Read | null {
  const text = useText()
  const when_words = useWhenWords()
  const locals = useLocals()
  const language_names = useLanguageNames()
  if (answers === null || shown === null) return null
  return {
    record: answers,
    lines: [
      { name: text('paper-title'), says: shown.title },
      { name: text('joint-release-at'), says: when_words(locals(shown.release_unix_ms)) },
      { name: text('paper-text'), says: shown.text },
      { name: text('form-languages'), says: shown.languages.map(language_names).join(', ') },
    ],
  }
}
