import { useCallback, useEffect, useState } from 'react'

import { type CoreError, as_core_error } from '../../core/core'
import { type ServedClient, type ServedFile, look_at_client } from '../../core/served_client'
import type { WordList } from '../../core/word_list'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { type Compared, compared } from './compare'
import { useServing } from './serving_context'

/** `bad`: somebody should know. `older`: the node has newer files than this page runs. */
export type Verdict = 'good' | 'older' | 'bad'
type Looked = { at: 'looking' } | { at: 'failed'; error: CoreError } | { at: 'seen'; client: ServedClient; list: WordList }

export function verdict_of({ files, unlisted }: ServedClient): Verdict {
  if (files.some(({ state }) => state !== 'same')) return 'bad'
  return unlisted.length === 0 ? 'good' : 'older'
}

function refusal_of(answer: Compared, text: ReturnType<typeof useText>): string | null {
  switch (answer.at) {
    case 'unknown-word':
      return text('served-unknown-word', { word: answer.word })
    case 'too-few':
      return text('served-too-few', { count: answer.count })
    case 'too-many':
      return text('served-too-many')
    case 'number-length':
      return text('served-number-length', { digits: answer.digits })
    case 'nothing':
    case 'equal':
    case 'different':
      return null
  }
}

/** Looks once by itself, and again when it is pressed: it fetches the whole client. */
export function useServedClient() {
  const serving = useServing()
  const text = useText()
  const { tell, say } = useAnnounce()
  const [looked, setLooked] = useState<Looked>({ at: 'looking' })
  const [turn, setTurn] = useState(0)
  const [typed, setTyped] = useState('')
  const [answer, setAnswer] = useState<Compared>({ at: 'nothing' })

  useEffect(() => {
    let stale = false
    const seen = (now: Looked) => {
      if (!stale) setLooked(now)
    }
    look_at_client(serving).then(
      ({ list, ...client }) => seen({ at: 'seen', client, list }),
      (thrown: unknown) => seen({ at: 'failed', error: as_core_error(thrown) }),
    )
    return () => {
      stale = true
    }
  }, [serving, turn])

  const again = useCallback(() => {
    setLooked({ at: 'looking' })
    setAnswer({ at: 'nothing' })
    setTurn((before) => before + 1)
  }, [])
  const client = looked.at === 'seen' ? looked.client : null
  return {
    client,
    verdict: client === null ? null : verdict_of(client),
    wrong: client === null ? [] : client.files.filter(({ state }: ServedFile) => state !== 'same'),
    error: looked.at === 'failed' ? looked.error : null,
    looking: looked.at === 'looking',
    again,
    copy: () => {
      navigator.clipboard.writeText(client?.fingerprint.words.join(' ') ?? '').then(
        () => tell(text('served-copied')),
        () => tell(text('served-not-copied')),
      )
    },
    typed,
    type: (now: string) => {
      setTyped(now)
      setAnswer({ at: 'nothing' })
    },
    answer,
    /** Why what was typed can't be compared. */
    refusal: refusal_of(answer, text),
    compare: () => {
      if (looked.at !== 'seen') return
      const now = compared(looked.client.fingerprint, typed, looked.list.has)
      setAnswer(now)
      // The focus stays on the button: what is written beside the field would be heard by nobody.
      const refused = refusal_of(now, text)
      if (refused !== null) say(refused)
    },
  }
}
