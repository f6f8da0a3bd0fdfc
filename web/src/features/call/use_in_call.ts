import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

import type { InCall } from '../../core/call_control'
import type { CallMember } from '../../core/call_events'
import { useReady } from '../../core/hooks'
import { useFormat } from '../../i18n/format'
import { useLanguage, useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { useKeys } from '../../ui/keys'
import { useSeconds } from '../../ui/now'
import { type News, elapsed, groups_of, is_grave, mic_state, missing, news_of } from './call_state'
import { away_tone, back_tone } from './tones'
import { code_of } from '../../i18n/fault_words'
import { useCall } from './use_call'
import { useTalkKey } from './use_talk_key'

/** The call that this page is in: what is shown, and what can be done. */
export function useInCall(state: InCall) {
  const text = useText()
  const { call } = useCall()
  const { side, other_side, roles } = useReady()
  const now = useSeconds()
  const [asking, setAsking] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const mic = mic_state(state, roles)
  const principal = roles.includes('principal')
  const mic_button = useRef<HTMLButtonElement>(null)
  useFocusAfter(asking, mic_button)

  const press = () => {
    if (mic === 'listens') return
    if (state.push_to_talk) call.push_to_talk(true)
    else call.mute(!state.muted)
  }
  const release = () => {
    if (state.push_to_talk) call.push_to_talk(false)
  }
  useKeys([{ key: ' ', text: text('key-microphone') }], true)
  useTalkKey({ down: press, up: release })
  useNews(state)

  const leave = () => {
    setLeaving(true)
    void call.leave().finally(() => setLeaving(false))
  }
  return {
    side,
    other_side,
    mic,
    mic_button,
    press,
    release,
    level: useCallback(() => call.level(), [call]),
    set_push_to_talk: (on: boolean) => call.set_push_to_talk(on),
    open_for: state.floor_since_unix_ms === null ? null : elapsed(now - state.floor_since_unix_ms),
    away_for_s: state.away_since_ms === null ? null : Math.max(0, Math.floor((now - state.away_since_ms) / 1_000)),
    missing: state.floor === 'open' ? [] : missing(state.members),
    /** What mends itself is no matter for a principal. */
    warnings: principal ? state.warnings.filter(is_grave) : state.warnings,
    groups: groups_of(state.members, side.name, other_side?.name ?? null),
    /** Only whoever can end it for both is asked. */
    for_both: principal,
    asking,
    leaving,
    ask_or_leave: () => {
      if (principal) setAsking(true)
      else leave()
    },
    stay: () => setAsking(false),
    leave,
  }
}

/** Whoever was asked whether to end it, and stays, has the microphone at hand, not the way out once more. */
function useFocusAfter(asking: boolean, button: RefObject<HTMLButtonElement | null>): void {
  const asked = useRef(false)
  useEffect(() => {
    const stays = asked.current && !asking
    asked.current = asking
    if (!stays) return
    // The dialog gives the focus back in the next frame; this comes after it.
    const frame = requestAnimationFrame(() => button.current?.focus())
    return () => cancelAnimationFrame(frame)
  }, [asking, button])
}

/** Roles and side of somebody, as one phrase. */
export function useWho(): (member: CallMember) => string {
  const text = useText()
  const format = useFormat()
  return ({ roles, side }) => text('call-who', { roles: format.list(roles.map((role) => text(`role-${role}`))), side })
}

/** Says what happened, with the two tones for away and back. */
function useNews(state: InCall): void {
  const { text, has } = useLanguage()
  const { roles } = useReady()
  const who = useWho()
  const { say, interrupt } = useAnnounce()
  const before = useRef(state)
  useEffect(() => {
    const mic = mic_state(state, roles)
    const news = news_of(before.current, state).filter((one) => {
      if (one.news === 'microphone') return mic !== 'listens'
      return one.news !== 'warning' || is_grave(one.code) || !roles.includes('principal')
    })
    before.current = state
    for (const one of news) {
      if (one.news === 'away' || one.news === 'line-lost') away_tone()
      if (one.news === 'back' || one.news === 'line-back') back_tone()
    }
    const words = news.map((one) => words_of(one)).join(' ')
    if (words === '') return
    if (news.some(({ news: kind }) => kind === 'away' || kind === 'line-lost' || kind === 'warning')) interrupt(words)
    else say(words)

    function words_of(one: News): string {
      switch (one.news) {
        case 'came':
        case 'went':
          return text(`call-news-${one.news}`, { who: who(one.member) })
        case 'warning':
          return has(`warning-${code_of(one.code)}`) ? text(`warning-${code_of(one.code)}`) : text('warning-other', { code: one.code })
        case 'microphone':
          return `${text(`mic-${mic}`)}.`
        case 'floor-open':
        case 'away':
        case 'back':
        case 'line-lost':
        case 'line-back':
        case 'words-changed':
          return text(`call-news-${one.news}`)
      }
    }
  })
}
