import { useCoreState } from '../core/hooks'
import { Failed } from '../features/entry/Failed'
import { FirstRun } from '../features/entry/FirstRun'
import { OtherTab } from '../features/entry/OtherTab'
import { SignIn } from '../features/entry/SignIn'
import { Starting } from '../features/entry/Starting'
import { AnnouncerProvider } from '../ui/Announcer'
import { useKeptFocus } from '../ui/kept_focus'
import { KeysProvider } from '../ui/keys'
import { Boundary } from './Boundary'
import { Desk } from './Desk'

interface AppProps {
  /** For pictures. */
  clock_stands?: boolean
}

export function App({ clock_stands = false }: AppProps) {
  useKeptFocus()
  return (
    <KeysProvider>
      <AnnouncerProvider>
        <Boundary instead={(error) => <Failed error={error} />}>
          <Stage clock_stands={clock_stands} />
        </Boundary>
      </AnnouncerProvider>
    </KeysProvider>
  )
}

/** What the core's state calls for. */
function Stage({ clock_stands }: { clock_stands: boolean }) {
  const state = useCoreState()
  switch (state.at) {
    case 'starting':
      return <Starting />
    case 'no-key':
    case 'request-made':
    case 'not-accredited':
    case 'no-passkey':
      return <FirstRun state={state} />
    case 'signed-out':
      return <SignIn state={state} />
    case 'other-tab':
      return <OtherTab in_call={state.in_call} />
    case 'failed':
      return <Failed error={state.error} />
    case 'ready':
      return <Desk ready={state} clock_stands={clock_stands} />
  }
}
