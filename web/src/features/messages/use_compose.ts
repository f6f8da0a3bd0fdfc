import { useState } from 'react'

import { type MessageForm, rfc3339 } from '../../core/forms/message'
import { useAct, useReady } from '../../core/hooks'
import type { Precedence } from '../../core/shapes/messages'
import { unix_of_civil } from '../../i18n/civil'
import { useNow } from '../../ui/now'

export type Lack = 'text' | 'language' | 'translation' | 'translation-language' | 'acknowledge-by' | 'acknowledge-by-past'

export interface Written {
  title: string
  text: string
  language: string
  translated: boolean
  translation: string
  translation_language: string
  acknowledge_by: string
}

/** What keeps a text from being handed on, in the order of the fields. */
export function lacks_of(written: Written, acknowledge_by_unix_ms: number | null, now_unix_ms: number): Lack[] {
  const found: [Lack, boolean][] = [
    ['text', written.text.trim() === ''],
    ['language', written.language.trim() === ''],
    ['translation', written.translated && written.translation.trim() === ''],
    ['translation-language', written.translated && written.translation_language.trim() === ''],
    ['acknowledge-by', written.acknowledge_by !== '' && acknowledge_by_unix_ms === null],
    ['acknowledge-by-past', acknowledge_by_unix_ms !== null && acknowledge_by_unix_ms <= now_unix_ms],
  ]
  return found.filter(([, is_so]) => is_so).map(([lack]) => lack)
}

const EMPTY: Written = { title: '', text: '', language: '', translated: false, translation: '', translation_language: '', acknowledge_by: '' }

/** A message about to be written: given to another person for approval, or sent at once. */
export function useCompose(reply_to: string | null) {
  const { side, other_side } = useReady()
  const now = useNow()
  const draft = useAct('draft-message')
  const send = useAct('send-message')
  const [precedence, setPrecedence] = useState<Precedence>('routine')
  const [written, setWritten] = useState<Written>(EMPTY)
  const [tried, setTried] = useState(false)
  const acknowledge_by_unix_ms = unix_of_civil(written.acknowledge_by, side.zone)
  const lacks = lacks_of(written, acknowledge_by_unix_ms, now)
  const form: MessageForm = {
    precedence,
    title: written.title.trim() === '' ? null : written.title.trim(),
    text: written.text,
    language: written.language.trim(),
    translation: written.translated ? { language: written.translation_language.trim(), text: written.translation, translator: null } : null,
    acknowledge_by: acknowledge_by_unix_ms === null ? null : rfc3339(acknowledge_by_unix_ms),
    reply_to,
  }
  return {
    other: other_side?.name ?? '',
    precedence,
    setPrecedence,
    written,
    write: (part: Partial<Written>) => setWritten((before) => ({ ...before, ...part })),
    lacks: tried ? lacks : [],
    /** Whether it may be handed on; shows what lacks if not. */
    check: () => {
      setTried(true)
      return lacks.length === 0
    },
    busy: draft.busy || send.busy,
    error: draft.error ?? send.error,
    give: () => draft.act({ form, instead_of: null }),
    send: () => send.act({ form }),
  }
}
