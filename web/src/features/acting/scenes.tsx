/** What is shown instead of signing, once something newer has come. */
import { FakeCore } from '../../core/fake_core'
import { NOW, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { useText } from '../../i18n/text'
import { AnnouncerProvider } from '../../ui/Announcer'
import { Confirm } from '../../ui/Dialog'
import { KeysProvider } from '../../ui/keys'
import { ClockProvider } from '../../ui/now'
import { NewerOffer } from './NewerOffer'
import type { Read } from './offer_changes'

const READ: Read = {
  record: 'o1',
  lines: [
    { name: 'When and where', says: 'Geneva: Monday, 10 January 2022, 10:00 to 18:00 (Zurich time)' },
    { name: 'Format', says: 'Bilateral' },
    { name: 'Agenda', says: 'Security guarantees; Verification' },
  ],
}
const NEWER: Read = {
  record: 'o2',
  lines: [
    { name: 'When and where', says: 'Geneva: Wednesday, 12 January 2022, 10:00 to 16:00 (Zurich time)' },
    { name: 'Format', says: 'Bilateral' },
    { name: 'Agenda', says: 'Verification; Consulates' },
    { name: 'Reason, if you give one', says: 'The hall is free on that day alone.' },
  ],
}

function Shown({ now }: { now: Read | null }) {
  const text = useText()
  const nothing = () => undefined
  return (
    <KeysProvider>
      <AnnouncerProvider>
        <ClockProvider node_unix_ms={NOW} stands>
          <main />
          <Confirm title={text('newer-offer')} open on_close={nothing} verb={text('newer-offer-look')} weight="primary" on_confirm={nothing}>
            <NewerOffer read={READ} now={now} other="South" />
          </Confirm>
        </ClockProvider>
      </AnnouncerProvider>
    </KeysProvider>
  )
}

function scene(name: string, now: Read | null): Scene {
  return { name, path: '/', core: () => new FakeCore(signed_in(['sherpa'])), view: () => <Shown now={now} /> }
}

export const scenes: Scene[] = [scene('newer-offer', NEWER), scene('newer-offer-gone', null), scene('newer-offer-same', { ...READ, record: 'o2' })]
