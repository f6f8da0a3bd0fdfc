import { useState } from 'react'

import { useText } from '../i18n/text'
import { Button } from './Button'
import { Checkbox } from './Choice'
import { Dialog } from './Dialog'
import { useKeys, useKeysInForce } from './keys'
import './key_help.css'

/** `?` lists the keys of the present screen, and turns single letters off for who is disturbed by them. */
export function KeyHelp() {
  const text = useText()
  const [open, setOpen] = useState(false)
  const { all, on, turn } = useKeysInForce()
  useKeys([{ key: '?', text: text('keys-show'), run: () => setOpen(true) }])
  // A screen's key hides the shell's.
  const in_force = all.filter((one, at) => all.findLastIndex(({ key }) => key === one.key) === at)
  const space = text('key-space')
  return (
    <Dialog
      title={text('keys-title')}
      open={open}
      on_close={() => setOpen(false)}
      actions={
        <Button weight="primary" onPress={() => setOpen(false)}>
          {text('close')}
        </Button>
      }
    >
      <dl className="key-list">
        {in_force.map((one) => (
          <div key={one.key} className="key-line">
            <dt>
              <kbd>{one.key === ' ' ? space : one.key}</kbd>
            </dt>
            <dd>{one.text}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">{text('keys-everywhere')}</p>
      <Checkbox on={on} on_change={turn}>
        {text('keys-letters')}
      </Checkbox>
    </Dialog>
  )
}
