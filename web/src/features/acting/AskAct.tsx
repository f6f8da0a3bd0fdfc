import { useState } from 'react'

import type { ActName } from '../../core/core'
import type { Acts } from '../../core/acts'
import { useAct, useReady } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button, type Weight } from '../../ui/Button'
import { Confirm } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { TextField } from '../../ui/TextField'
import { NewerOffer } from './NewerOffer'
import { Warnings } from './Warnings'
import type { Read } from './offer_changes'

interface AskActProps<A extends ActName> {
  act: A
  /** With what was written, where something is to be written; `despite` where conflicts were told; `read` as it was asked. */
  args: (words: string | null, despite: boolean, read: string) => Acts[A]
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
  /** What is answered, as the screen shows it: a newer one that comes while it is asked is told, and never signed instead. */
  read?: Read | null
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
  read = null,
  on_done,
}: AskActProps<A>) {
  const text = useText()
  const { tell } = useAnnounce()
  const { other_side } = useReady()
  const { act, busy, error, clear } = useAct(name)
  const [asking, setAsking] = useState(false)
  const [asked, setAsked] = useState<Read | null>(null)
  const [written, setWritten] = useState(start)
  const [tried, setTried] = useState(false)
  const against = error?.code === 'conflicts'
  // What changes while it is being sent is its own doing.
  const newer = asked !== null && !busy && (asked.record !== read?.record || error?.code === 'newer-offer')
  const lacks = words?.wanted === true && written.trim() === ''

  const open = () => {
    setAsked(read)
    setAsking(true)
  }
  const close = () => {
    setAsking(false)
    setAsked(null)
    setWritten(start)
    setTried(false)
    clear()
  }
  const send = async () => {
    setTried(true)
    if (lacks) return
    const acted = await act(args(written.trim() === '' ? null : written.trim(), against, asked?.record ?? ''))
    if (acted === null) return
    tell(text('act-done'))
    close()
    on_done?.()
  }

  return (
    <>
      <Button weight={weight} great={great} onPress={open}>
        {verb}
      </Button>
      <Confirm
        title={newer ? text('newer-offer') : ask}
        open={asking}
        on_close={close}
        verb={newer ? text('newer-offer-look') : against ? text('conflicts-send') : verb}
        weight={(harmless && !against) || newer ? 'primary' : 'danger'}
        busy={busy}
        on_confirm={() => {
          if (newer) close()
          else void send()
        }}
      >
        {newer ? <NewerOffer read={asked} now={read} other={other_side?.name ?? ''} /> : null}
        {against && !newer ? (
          <div role="alert" className="stack">
            <p>
              <strong>{text('conflicts-stand')}</strong>
            </p>
            <Warnings warnings={error.warnings ?? []} />
          </div>
        ) : null}
        {error === null || against || newer ? null : <ErrorCard error={error} />}
        {newer ? null : <p>{means}</p>}
        {words === undefined || newer ? null : (
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
