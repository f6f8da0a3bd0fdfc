import { useEffect, useState } from 'react'
import { FileTrigger } from 'react-aria-components'

import { useReady } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/TextField'

/** What signs one release: kept while this page is shown, and nowhere else. */
export function usePressKey() {
  const [file, setFile] = useState<{ name: string; text: string } | null>(null)
  const [passphrase, setPassphrase] = useState('')
  // A browser may keep a page that was left as it was, and show it again to whoever goes back.
  useEffect(() => {
    const clear = () => {
      setFile(null)
      setPassphrase('')
    }
    window.addEventListener('pagehide', clear)
    return () => window.removeEventListener('pagehide', clear)
  }, [])
  return { file, setFile, passphrase, setPassphrase }
}

/** The key under which releases are signed: a file on a medium of its own. */
export function PressKey({ chosen, key_id }: { chosen: ReturnType<typeof usePressKey>; key_id: string }) {
  const text = useText()
  const { demo } = useReady()
  const { file, setFile, passphrase, setPassphrase } = chosen
  return (
    <section className="card form" aria-label={text('press-key')}>
      <h3>{text('press-key')}</h3>
      <p>
        {text('press-key-means')} <code className="fixed-pitch">{key_id}</code>
      </p>
      {demo ? <p className="quiet">{text('press-key-demo')}</p> : null}
      <div className="row">
        <FileTrigger
          onSelect={(files) => {
            const picked = files?.[0]
            if (picked === undefined) return
            void picked.text().then((words) => setFile({ name: picked.name, text: words }))
          }}
        >
          <Button>{text('press-key-choose')}</Button>
        </FileTrigger>
        <span>
          <bdi>{file === null ? text('press-key-none') : file.name}</bdi>
        </span>
      </div>
      <TextField label={text('press-key-passphrase')} type="password" autoComplete="off" value={passphrase} onChange={setPassphrase} />
    </section>
  )
}
