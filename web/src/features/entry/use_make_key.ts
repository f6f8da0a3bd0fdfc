import { useState } from 'react'

import { ROLES, type Role } from '../../core/core'
import { useAct } from '../../core/hooks'

/** It stays in this browser and names the request's file. */
export const DEVICE_NAME_CHARS_MAX = 64

/** 128 bits in hexadecimal digits. */
const PERSON = /^[0-9a-f]{32}$/

export type Lack = 'words' | 'device' | 'person' | 'roles'

export interface KeyForm {
  device_name: string
  /** Empty: somebody new. */
  person: string
  roles: Role[]
  /** The side's words are those that the administrator gave. */
  words_compared: boolean
}

/** What the form still lacks, in its order. */
export function lacks(form: KeyForm): Lack[] {
  const lacking: Lack[] = []
  if (!form.words_compared) lacking.push('words')
  if (form.device_name.trim() === '') lacking.push('device')
  if (form.person.trim() !== '' && !PERSON.test(form.person.trim())) lacking.push('person')
  if (form.roles.length === 0) lacking.push('roles')
  return lacking
}

export function useMakeKey() {
  const [form, setForm] = useState<KeyForm>({ device_name: '', person: '', roles: [], words_compared: false })
  const [tried, setTried] = useState(false)
  const { act, busy, error } = useAct('make-key')
  const lacking = lacks(form)
  return {
    form,
    change: (part: Partial<KeyForm>) => setForm((before) => ({ ...before, ...part })),
    roles: ROLES,
    /** Told only once somebody tried: a form that complains before it is filled helps nobody. */
    lacking: tried ? lacking : [],
    busy,
    error,
    make: () => {
      setTried(true)
      if (lacking.length > 0) return
      const { device_name, person, roles } = form
      void act({ device_name: device_name.trim(), person: person.trim() === '' ? null : person.trim(), roles })
    },
  }
}
