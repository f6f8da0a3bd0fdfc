import { useCallback, useEffect, useMemo, useRef, useState } from 'react'

import { useReady, useView } from '../../core/hooks'
import type { RingStep } from '../../core/shapes/staging'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { read_choice, write_choice } from '../../ui/choices'
import { ring } from './tones'
import { useCall, useContactOfCall } from './use_call'
import { useFitness } from './use_fitness'

const TITLE_TURNS_MS = 1_000

/** Whoever is rung, for the `rung`th time: whose call, and what can be done. */
export function useRinging(contact: string, rung: number) {
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
  }, [sounds, rung])
  useBackgroundNotice(text('ringing-notice'), rung)
  useTurningTitle(text('ringing-notice'))
  useHeardOnce(title, rung)

  useOver(contact, useCallback(() => call.dismiss(), [call]))
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

const RINGS: readonly RingStep[] = ['sent', 'ringing', 'unanswered']

/** What was there to be taken and is aborted, or taken by another device: it rings for nothing. */
function useOver(contact: string, stop: () => void): void {
  const { data } = useView('rings', useMemo(() => ({ contact }), [contact]))
  const step = data?.sides.find(({ ours }) => ours)?.step
  const seen = useRef(false)
  useEffect(() => {
    if (step === undefined) return
    if (RINGS.includes(step)) seen.current = true
    else if (seen.current) stop()
  }, [step, stop])
}

/** Over whatever else is open on the screen; it names nobody, for others may see it. */
function useBackgroundNotice(words: string, rung: number): void {
  useEffect(() => {
    if (!document.hidden || !('Notification' in globalThis) || Notification.permission !== 'granted') return
    const notice = new Notification('Détente', { body: words, tag: 'detente-ring', requireInteraction: true, silent: true })
    notice.onclick = () => window.focus()
    return () => notice.close()
  }, [words, rung])
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

function useHeardOnce(words: string, rung: number): void {
  const { interrupt } = useAnnounce()
  useEffect(() => interrupt(words), [interrupt, words, rung])
}
