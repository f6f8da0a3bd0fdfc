import { useState } from 'react'

import type { ActName } from '../../core/core'
import type { Acts } from '../../core/acts'
import { useAct } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button, type Weight } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { TextField } from '../../ui/TextField'
import { Warnings } from './Warnings'

interface AskActProps<A extends ActName> {
  act: A
  /** With what was written, where something is to be written; `despite` where conflicts were told. */
  args: (words: string | null, despite: boolean) => Acts[A]
  /** Of the button, and of the verb that signs. */
  verb: string
  /** What is asked, and what it means to sign it. */
  ask: string
  means: string
  weight?: Weight
  /** It harms nothing: the verb that signs isn't shown as dangerous. */
  harmless?: boolean
  great?: boolean
  /** Something to write: whether it must be. */
  words?: { label: string; description?: string; wanted: boolean }
  /** What stands in it first. */
  start?: string
  on_done?: () => void
}

/** One act of a person: asked once in words, signed, and told that it was. What stands against it is told first. */
export function AskAct<A extends ActName>({
  act: name,
  args,
  verb,
  ask,
  means,
  weight = 'quiet',
  harmless = weight === 'primary',
  great = false,
  words,
  start = '',
  on_done,
}: AskActProps<A>) {
  const text = useText()
  const { tell } = useAnnounce()
  const { act, busy, error, clear } = useAct(name)
  const [asking, setAsking] = useState(false)
  const [written, setWritten] = useState(start)
  const [tried, setTried] = useState(false)
  const against = error?.code === 'conflicts'
  const lacks = words?.wanted === true && written.trim() === ''

  const close = () => {
    setAsking(false)
    setWritten(start)
    setTried(false)
    clear()
  }
  const send = async () => {
    setTried(true)
    if (lacks) return
    const acted = await act(args(written.trim() === '' ? null : written.trim(), against))
    if (acted === null) return
    tell(text('act-done'))
    close()
    on_done?.()
  }

  return (
    <>
      <Button weight={weight} great={great} onPress={() => setAsking(true)}>
        {verb}
      </Button>
      <Confirm
        title={ask}
        open={asking}
        on_close={close}
        verb={against ? text('conflicts-send') : verb}
        weight={harmless && !against ? 'primary' : 'danger'}
        busy={busy}
        on_confirm={() => void send()}
      >
        {against ? (
          <div role="alert" className="stack">
            <p>
              <strong>{text('conflicts-stand')}</strong>
            </p>
            <Warnings warnings={error.warnings ?? []} />
          </div>
        ) : null}
        {error === null || against ? null : <ErrorCard error={error} />}
        <p>{means}</p>
        {words === undefined ? null : (
          <TextField
            label={words.label}
            {...(words.description === undefined ? {} : { description: words.description })}
            value={written}
            onChange={setWritten}
            error={tried && lacks ? text('problem-words') : null}
            lines
          />
        )}
      </Confirm>
    </>
  )
}
