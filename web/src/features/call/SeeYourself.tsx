import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { CameraChoice } from './CameraChoice'
import { Picture } from './Picture'
import { usePreview } from './use_preview'
import './pictures.css'

/** How the others would see one, before anything is sent. */
export function SeeYourself() {
  const text = useText()
  const { stream, fault, open, close } = usePreview()
  return (
    <section className="stack see-yourself" aria-label={text('see-yourself')}>
      <p className="quiet">{text('see-yourself-means')}</p>
      {stream === null ? null : <Picture stream={stream} label={text('picture-own')} mirrored />}
      <CameraChoice
        stream={stream}
        on_choice={() => {
          if (stream === null) return
          close()
          open()
        }}
      />
      {fault === null ? null : <ErrorCard error={fault} headline={text('camera-fault')} />}
      <div>
        <Button onPress={stream === null ? open : close}>{text(stream === null ? 'see-yourself' : 'see-yourself-close')}</Button>
      </div>
    </section>
  )
}
