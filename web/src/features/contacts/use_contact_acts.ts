import { useState } from 'react'

import { useAct } from '../../core/hooks'
import type { CoreError } from '../../core/core'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import type { Read } from '../acting/offer_changes'
import type { ContactAction } from './contact_actions'

/** With a reason of one's own, which the leadership of both sides reads. */
export const WITH_REASON: readonly ContactAction[] = ['decline', 'cancel', 'postpone']

/** These answer one offer: the one that was on the screen when they were pressed. */
const ANSWERS: readonly ContactAction[] = ['accept', 'decline']

/** One asked-for action at a time: asked once more in words, then signed. */
export function useContactActs(contact: string, read: Read | null) {
  const text = useText()
  const { tell } = useAnnounce()
  const [asked, setAsked] = useState<ContactAction | null>(null)
  const [asked_of, setAskedOf] = useState<Read | null>(null)
  const [reason, setReason] = useState('')
  const accept = useAct('accept-contact')
  const decline = useAct('decline-contact')
  const withdraw = useAct('withdraw-contact')
  const cancel = useAct('cancel-contact')
  const postpone = useAct('postpone-contact')
  const all = [accept, decline, withdraw, cancel, postpone]
  const error: CoreError | null = all.find((one) => one.error !== null)?.error ?? null

  const busy = all.some((one) => one.busy)
  const answers = asked !== null && ANSWERS.includes(asked)
  const newer = answers && !busy && asked_of !== null && (asked_of.record !== read?.record || error?.code === 'newer-offer')

  const ask = (action: ContactAction) => {
    setAsked(action)
    setAskedOf(read)
  }
  const close = () => {
    setAsked(null)
    setAskedOf(null)
    setReason('')
    for (const one of all) one.clear()
  }

  const send = async (action: ContactAction) => {
    const said = reason.trim() === '' ? null : reason.trim()
    const acted = await (() => {
      switch (action) {
        case 'accept':
          return accept.act({ contact, read: asked_of?.record ?? '' })
        case 'confirm-outside':
          return accept.act({ contact })
        case 'decline':
          return decline.act({ contact, reason: said, read: asked_of?.record ?? '' })
        case 'withdraw':
          return withdraw.act({ contact })
        case 'cancel':
          return cancel.act({ contact, reason: said })
        case 'postpone':
          return postpone.act({ contact, reason: said })
        case 'counter':
          return Promise.resolve(null)
      }
    })()
    if (acted === null) return
    tell(text(`contact-done-${action}`))
    close()
  }

  /** `newer`: what was read when it was asked, where that is no longer what waits. */
  return { asked, ask, close, reason, set_reason: setReason, send, busy, error, newer: newer ? asked_of : null }
}
