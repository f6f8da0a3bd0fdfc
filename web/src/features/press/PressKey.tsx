import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'

import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { Button } from '../../ui/Button'
import { ErrorCard } from '../../ui/ErrorCard'
import { TextField } from '../../ui/TextField'
import type { usePressDraft } from './use_press'

/** The key under which releases are signed: a file on a medium of its own, read for this session. */
export function PressKey({ state, key_id }: { state: ReturnType<typeof usePressDraft>; key_id: string }) {
  const text = useText()
  const { tell } = useAnnounce()
  const [file, setFile] = useState<{ name: string; text: string } | null>(null)
  const [passphrase, setPassphrase] = useState('')
  return (
    <form
      className="card form"
      aria-label={text('press-key')}
      onSubmit={(event) => {
        event.preventDefault()
        if (file === null) return
        void state.open_key(file.text, passphrase).then((done) => {
          setPassphrase('')
          if (done !== null) tell(text('press-key-open'))
        })
      }}
    >
      <h3>{text('press-key')}</h3>
      <p>
        {text('press-key-means')} <code className="fixed-pitch">{key_id}</code>
      </p>
      <div className="row">
        <FileTrigger
          onSelect={(files) => {
            const chosen = files?.[0]
            if (chosen === undefined) return
            void chosen.text().then((words) => setFile({ name: chosen.name, text: words }))
          }}
        >
          <Button>{text('press-key-choose')}</Button>
        </FileTrigger>
        <span>
          <bdi>{file === null ? text('press-key-none') : file.name}</bdi>
        </span>
      </div>
      <TextField label={text('press-key-passphrase')} type="password" autoComplete="off" value={passphrase} onChange={setPassphrase} />
      {state.key_error === null ? null : <ErrorCard error={state.key_error} />}
      <div>
        <Button type="submit" isDisabled={file === null} isPending={state.opening}>
          {text('press-key-read')}
        </Button>
      </div>
    </form>
  )
}
