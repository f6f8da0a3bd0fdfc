import { useState } from 'react'

import { useAct } from '../../core/hooks'
import type { CoreError } from '../../core/core'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import type { ContactAction } from './contact_actions'

/** With a reason of one's own, which the leadership of both sides reads. */
export const WITH_REASON: readonly ContactAction[] = ['decline', 'cancel', 'postpone']

/** One asked-for action at a time: asked once more in words, then signed. */
export function useContactActs(contact: string) {
  const text = useText()
  const { tell } = useAnnounce()
  const [asked, setAsked] = useState<ContactAction | null>(null)
  const [reason, setReason] = useState('')
  const accept = useAct('accept-contact')
  const decline = useAct('decline-contact')
  const withdraw = useAct('withdraw-contact')
  const cancel = useAct('cancel-contact')
  const postpone = useAct('postpone-contact')
  const all = [accept, decline, withdraw, cancel, postpone]
  const error: CoreError | null = all.find((one) => one.error !== null)?.error ?? null

  const close = () => {
    setAsked(null)
    setReason('')
    for (const one of all) one.clear()
  }

  const send = async (action: ContactAction) => {
    const said = reason.trim() === '' ? null : reason.trim()
    const acted = await (() => {
      switch (action) {
        case 'accept':
        case 'confirm-outside':
          return accept.act({ contact })
        case 'decline':
          return decline.act({ contact, reason: said })
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

  return { asked, ask: setAsked, close, reason, set_reason: setReason, send, busy: all.some((one) => one.busy), error }
}
