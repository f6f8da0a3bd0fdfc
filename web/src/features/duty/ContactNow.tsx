import { useReady } from '../../core/hooks'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { Dialog } from '../../ui/Dialog'
import { ErrorCard } from '../../ui/ErrorCard'
import { FORMATS, WITHIN_MIN, useContactNow } from './use_contact_now'

/** A call at once, from duty officer to duty officer. */
export function ContactNow({ open, on_close }: { open: boolean; on_close: () => void }) {
  const text = useText()
  const format = useFormat()
  const { tell } = useAnnounce()
  const { other_side } = useReady()
  const now = useContactNow()
  const side = other_side?.name ?? ''
  const close = () => {
    now.clear()
    on_close()
  }
  return (
    <Dialog
      title={text('call-now-title', { side })}
      open={open}
      on_close={close}
      alert
      actions={
        <>
          <Button onPress={close}>{text('go-back')}</Button>
          <Button
            weight="primary"
            isPending={now.busy}
            onPress={() => {
              void now.ask().then((done) => {
                if (done === null) return
                tell(text('call-now-asked', { side }))
                close()
              })
            }}
          >
            {text('call-now-ask')}
          </Button>
        </>
      }
    >
      <p>{text('call-now-means', { side })}</p>
      <Choice
        label={text('call-now-within')}
        options={WITHIN_MIN.map((key) => ({ key, text: format.minutes(Number(key)) }))}
        chosen={now.within}
        on_choice={now.setWithin}
      />
      <Choice
        label={text('call-now-format')}
        options={FORMATS.map((key) => ({ key, text: text(`format-of-talk-${key}`) }))}
        chosen={now.format}
        on_choice={now.setFormat}
      />
      {now.error === null ? null : <ErrorCard error={now.error} />}
    </Dialog>
  )
}
