import { useState } from 'react'

import { useAct, useReady, useView } from '../../core/hooks'
import type { MessageView, Precedence } from '../../core/shapes/messages'

const NOTHING: Record<string, never> = {}

/** When it was sent, as the nearest log tells. */
export function sent_at(message: MessageView): number | null {
  const sent = message.states.find(({ state }) => state === 'sent')
  return sent?.sender_unix_ms ?? sent?.receiver_unix_ms ?? null
}

/** Whether somebody here still has to say that it was taken. */
export function waits_for_us(message: MessageView, own_side: string): boolean {
  return message.from !== own_side && !message.states.some(({ state }) => state === 'acknowledged')
}

/** Service messages between the two duty officers, as a short thread. */
export function useOrderWire() {
  const { side, other_side } = useReady()
  const { data, error, loading, again } = useView('order-wire', NOTHING)
  const send = useAct('send-service-message')
  const acknowledge = useAct('acknowledge-message')
  const [words, setWords] = useState('')
  const [precedence, setPrecedence] = useState<Precedence>('routine')
  return {
    side: side.name,
    other: other_side?.name ?? '',
    messages: data?.messages ?? [],
    empty: data?.messages.length === 0,
    loading,
    error: error ?? send.error ?? acknowledge.error,
    again,
    words,
    setWords,
    precedence,
    setPrecedence,
    busy: send.busy,
    acknowledging: acknowledge.busy,
    send: async () => {
      const text = words.trim()
      if (text === '') return false
      const done = await send.act({ form: { precedence, title: null, text, language: null, translation: null, acknowledge_by: null, reply_to: null } })
      if (done === null) return false
      setWords('')
      setPrecedence('routine')
      return true
    },
    acknowledge: (message: string) => acknowledge.act({ message }),
  }
}
