import { useEffect, useRef } from 'react'

import { useAct, useReady, useView } from '../../core/hooks'
import { usePersonName } from '../../core/use_people'
import { useNow } from '../../ui/now'
import { can_acknowledge, grouped, is_to_present, step_of_draft } from './inbox'

const NOTHING: Record<string, never> = {}
const FORMAL = { channel: 'message' } as const

/** Whether this person reads and writes formal messages, or only takes them. */
export function useWrites(): boolean {
  const { roles } = useReady()
  return roles.includes('principal') || roles.includes('sherpa')
}

export function useInbox() {
  const { side } = useReady()
  const { data, error, loading, again } = useView('messages', FORMAL)
  return { groups: grouped(data?.messages ?? [], side.name), empty: data?.messages.length === 0, own: side.name, now: useNow(), writes: useWrites(), error, loading, again }
}

export function useMessage(id: string) {
  const { side } = useReady()
  const name_of = usePersonName()
  const { data: message, error, loading, again } = useView('message', { message: id })
  const acknowledge = useAct('acknowledge-message')
  const present = useAct('present-message')
  const to_present = message !== null && is_to_present(message, side.name)
  const presented = useRef<string | null>(null)
  const { act } = present
  useEffect(() => {
    if (!to_present || presented.current === id) return
    presented.current = id
    // Where it is refused, the text still stands here; it is tried when it is opened again.
    void act({ message: id })
  }, [to_present, id, act])
  return {
    message,
    own: side.name,
    can_acknowledge: message !== null && can_acknowledge(message, side.name),
    acknowledge: () => acknowledge.act({ message: id }),
    busy: acknowledge.busy,
    error: error ?? acknowledge.error,
    loading,
    again,
    name_of,
    now: useNow(),
    writes: useWrites(),
  }
}

export function useDrafts() {
  const { person } = useReady()
  const name_of = usePersonName()
  const { data, error, loading, again } = useView('message-drafts', NOTHING)
  const approve = useAct('approve-message')
  const send = useAct('send-drafted-message')
  const drafts = (data?.drafts ?? []).map((draft) => ({ draft, step: step_of_draft(draft, person) }))
  return {
    // What is sent stands among the messages.
    drafts: drafts.filter(({ step }) => step !== 'sent').toSorted((one, other) => one.draft.at_unix_ms - other.draft.at_unix_ms),
    empty: data !== null && drafts.every(({ step }) => step === 'sent'),
    name_of,
    approve: (draft: string) => approve.act({ draft }),
    send: (draft: string) => send.act({ draft }),
    busy: approve.busy || send.busy,
    error: error ?? approve.error ?? send.error,
    loading,
    again,
  }
}
