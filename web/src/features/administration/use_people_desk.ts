import { useState } from 'react'

import { useAct, useCore, useReady, useView } from '../../core/hooks'
import { type CoreError, as_core_error } from '../../core/core'
import type { RequestView } from '../../core/shapes/administration'
import { useNow } from '../../ui/now'
import { in_order } from './people_state'

const NOTHING: Record<string, never> = {}

export function usePeopleDesk() {
  const { roles, device } = useReady()
  const now = useNow()
  const { data, error, loading, again } = useView('people', NOTHING)
  const revoke = useAct('revoke-device')
  return {
    people: in_order(data?.people ?? [], now),
    now,
    own_device: device,
    is_administrator: roles.includes('administrator'),
    is_security_officer: roles.includes('security-officer'),
    revoke: (which: string) => revoke.act({ device: which }),
    busy: revoke.busy,
    error: error ?? revoke.error,
    loading,
    again,
  }
}

export const DAYS = ['30', '90', '365'] as const
export type Days = (typeof DAYS)[number]

/** Which of the two signatures is given here. */
export type Signing = 'first' | 'second'

/**
 * A request is pasted or read from a file; its words are compared with those that its maker reads out; then it is
 * signed. The administrator's signature makes a text for the security officer, who does the same with it.
 */
export function useSigning(signing: Signing) {
  const core = useCore()
  const sign = useAct('sign-request')
  const countersign = useAct('countersign')
  const [pasted, setPasted] = useState('')
  const [read, setRead] = useState<{ text: string; request: RequestView } | null>(null)
  const [reading, setReading] = useState(false)
  const [refused, setRefused] = useState<CoreError | null>(null)
  const [compared, setCompared] = useState(false)
  const [days, setDays] = useState<Days>('365')
  const [half_signed, setHalfSigned] = useState<string | null>(null)

  const look = async (text: string) => {
    setPasted(text)
    setReading(true)
    setRefused(null)
    setRead(null)
    setCompared(false)
    try {
      const request = await core.query(signing === 'first' ? 'read-request' : 'read-half-signed', { text })
      setRead({ text, request })
    } catch (thrown) {
      setRefused(as_core_error(thrown))
    } finally {
      setReading(false)
    }
  }
  const drop = () => {
    setPasted('')
    setRead(null)
    setCompared(false)
    setHalfSigned(null)
    setRefused(null)
  }
  return {
    pasted,
    setPasted,
    look,
    request: read?.request ?? null,
    reading,
    compared,
    setCompared,
    days,
    setDays,
    half_signed,
    busy: sign.busy || countersign.busy,
    error: refused ?? sign.error ?? countersign.error,
    drop,
    /** Only what was read and compared is signed: never what stands in the field by now. */
    sign: async () => {
      if (read === null || !compared) return false
      if (signing === 'second') {
        const done = await countersign.act({ half_signed: read.text })
        if (done !== null) drop()
        return done !== null
      }
      const done = await sign.act({ request: read.text, days: Number(days) })
      if (done === null) return false
      setHalfSigned(done.told ?? '')
      return true
    },
  }
}
