import { useCallback, useEffect, useRef, useState } from 'react'

import { useReady } from '../../core/hooks'
import type { NextContact } from '../../core/generated/views'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { read_choice, write_choice } from '../../ui/choices'
import { ring } from './tones'
import { useCall, useContactOfCall } from './use_call'
import { useFitness } from './use_fitness'

const TITLE_TURNS_MS = 1_000

/** Whoever is rung: whose call, and what can be done. */
export function useRinging(contact: string) {
  const text = useText()
  const { call } = useCall()
  const { side, other_side } = useReady()
  const next = useContactOfCall(contact)
  const [sounds, setSounds] = useState(() => read_choice('ring') !== 'off')
  const title = text('ringing-title', { side: other_side?.name ?? '' })

  useEffect(() => {
    if (!sounds) return
    const tone = ring()
    return tone.stop
  }, [sounds])
  useBackgroundNotice(text('ringing-notice'))
  useTurningTitle(text('ringing-notice'))
  useHeardOnce(title)

  useAborted(next, useCallback(() => call.dismiss(), [call]))
  const turn = useCallback(() => {
    setSounds((before) => {
      write_choice('ring', before ? 'off' : 'on')
      return !before
    })
  }, [])
  return {
    title,
    sides: other_side === null || other_side.zone === '' ? [side] : [side, other_side],
    next,
    unfit: useFitness() ?? null,
    sounds,
    turn,
    take: () => void call.join(contact),
    not_now: () => call.not_now(),
  }
}

/** A contact that was there to be taken and is no longer: it rings for nothing. */
function useAborted(next: NextContact | null, stop: () => void): void {
  const seen = useRef(false)
  useEffect(() => {
    if (next !== null) seen.current = true
    else if (seen.current) stop()
  }, [next, stop])
}

/** Over whatever else is open on the screen; it names nobody, for others may see it. */
function useBackgroundNotice(words: string): void {
  useEffect(() => {
    if (!document.hidden || !('Notification' in globalThis) || Notification.permission !== 'granted') return
    const notice = new Notification('Détente', { body: words, tag: 'detente-ring', requireInteraction: true, silent: true })
    notice.onclick = () => window.focus()
    return () => notice.close()
  }, [words])
}

/** The page's title says it in turn with its name: tabs show that. */
function useTurningTitle(words: string): void {
  useEffect(() => {
    const before = document.title
    let turned = true
    document.title = words
    const timer = setInterval(() => {
      turned = !turned
      document.title = turned ? words : before
    }, TITLE_TURNS_MS)
    return () => {
      clearInterval(timer)
      document.title = before
    }
  }, [words])
}

function useHeardOnce(words: string): void {
  const { interrupt } = useAnnounce()
  useEffect(() => interrupt(words), [interrupt, words])
}
