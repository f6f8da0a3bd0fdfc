import { type ReactNode, useEffect, useId, useRef, useState } from 'react'

import type { CoreError } from '../../core/core'
import { useText } from '../../i18n/text'
import { Button, type Weight } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'

interface InsideFormProps {
  title: string
  verb: string
  busy: boolean
  error: CoreError | null
  send: () => Promise<void>
  leave: () => void
  children: ReactNode
}

/** A form that was asked for: what it is, its fields, the verb and the way out. */
export function InsideForm({ title, verb, busy, error, send, leave, children }: InsideFormProps) {
  const text = useText()
  const id = useId()
  return (
    <form
      className="form card"
      aria-labelledby={id}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <h2 id={id} tabIndex={-1}>
        {title}
      </h2>
      {error === null ? null : <ErrorCard error={error} />}
      {children}
      <div className="row">
        <Button type="submit" weight="primary" isPending={busy}>
          {verb}
        </Button>
        <Button onPress={leave}>{text('go-back')}</Button>
      </div>
    </form>
  )
}

/** A button until it is pressed; then what it opens, which has the focus, as the button has it afterwards. */
export function Opens({ verb, weight = 'quiet', children }: { verb: string; weight?: Weight; children: (close: () => void) => ReactNode }) {
  const [open, setOpen] = useState(false)
  const [was_open, setWasOpen] = useState(false)
  const opened = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (open) opened.current?.querySelector<HTMLElement>('h2')?.focus()
  }, [open])
  if (open) {
    const close = () => {
      setOpen(false)
      setWasOpen(true)
    }
    return <div ref={opened}>{children(close)}</div>
  }
  return (
    <div>
      {/* Whoever closed what this opened is where they were. */}
      {/* eslint-disable-next-line jsx-a11y-x/no-autofocus */}
      <Button weight={weight} onPress={() => setOpen(true)} autoFocus={was_open}>
        {verb}
      </Button>
    </div>
  )
}
