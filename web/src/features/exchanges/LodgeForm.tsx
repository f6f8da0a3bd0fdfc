import { useState } from 'react'

import { useText } from '../../i18n/text'
import { TextField } from '../../ui/TextField'
import { AskAct } from '../acting/AskAct'

/** The paper that our side binds itself to; nobody of the other side opens it before both are in. */
export function LodgeForm({ exchange, other }: { exchange: string; other: string }) {
  const text = useText()
  const [title, setTitle] = useState('')
  const [words, setWords] = useState('')
  const complete = title.trim() !== '' && words.trim() !== ''
  return (
    <div className="stack">
      <TextField label={text('paper-title')} value={title} onChange={setTitle} />
      <TextField label={text('paper-text')} value={words} onChange={setWords} lines />
      {complete ? (
        <div>
          <AskAct
            act="lodge-paper"
            args={() => ({ exchange, form: { title: title.trim(), text: words, languages: [] } })}
            verb={text('exchange-lodge')}
            ask={text('exchange-lodge-ask')}
            means={text('exchange-lodge-means', { other, title: title.trim() })}
            weight="primary"
          />
        </div>
      ) : (
        <p className="quiet">{text('text-incomplete')}</p>
      )}
    </div>
  )
}
