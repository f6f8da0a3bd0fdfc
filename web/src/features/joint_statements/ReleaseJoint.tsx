import { useState } from 'react'

import type { JointView } from '../../core/generated/views'
import { useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { TextField } from '../../ui/TextField'
import { AskAct } from '../acting/AskAct'
import { PressKey, usePressKey } from '../press/PressKey'
import type { Release } from './use_joint'
import '../press/press.css'

const NOTHING: Record<string, never> = {}

/** The press hands the agreed text in early, and tells the other side once it is out. */
export function ReleaseJoint({ view, kind, other }: { view: JointView; kind: Exclude<Release, null>; other: string }) {
  const text = useText()
  const { data: key } = useView('press-key', NOTHING)
  const chosen = usePressKey()
  const [office, setOffice] = useState('')
  const complete = office.trim() !== '' && chosen.file !== null && chosen.passphrase !== ''
  return (
    <section className="card stack" aria-labelledby="joint-release">
      <h2 id="joint-release">{text(`joint-release-${kind}`)}</h2>
      <p>{text(`joint-release-${kind}-means`, { other })}</p>
      <TextField label={text('joint-office')} value={office} onChange={setOffice} />
      {key === null ? null : <PressKey chosen={chosen} key_id={key.key_id} />}
      {complete ? (
        <div>
          <AskAct
            act="release-joint-statement"
            args={() => ({
              joint_statement: view.joint_statement,
              office: office.trim(),
              press_key: chosen.file?.text ?? '',
              passphrase: chosen.passphrase,
            })}
            verb={text(`joint-release-${kind}`)}
            ask={text(`joint-release-${kind}-ask`)}
            means={text('joint-release-signs')}
            weight="primary"
            on_done={() => {
              chosen.setPassphrase('')
              chosen.setFile(null)
            }}
          />
        </div>
      ) : (
        <p className="quiet">{text('joint-release-incomplete')}</p>
      )}
    </section>
  )
}
