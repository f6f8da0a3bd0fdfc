import { useState } from 'react'

import { useView } from '../../core/hooks'
import type { BracketsView, PaperView } from '../../core/shapes/paper'
import { useText } from '../../i18n/text'
import { ErrorCard } from '../../ui/ErrorCard'
import { Select } from '../../ui/Select'
import { Differences as Changes } from '../acting/Differences'

/** What changed, word by word, and where the text leaves things open. */
export function PaperCompare({ view }: { view: PaperView }) {
  const newest = view.versions.at(-1)?.number ?? 1
  return (
    <>
      {newest > 1 ? <Differences view={view} newest={newest} /> : null}
      <Brackets paper={view.paper} version={newest} />
    </>
  )
}

function Differences({ view, newest }: { view: PaperView; newest: number }) {
  const text = useText()
  const [from, setFrom] = useState(String(newest - 1))
  const { data, error } = useView('paper-diff', { paper: view.paper, from: Number(from), to: newest })
  const earlier = view.versions.filter(({ number }) => number < newest)
  return (
    <section className="stack" aria-labelledby="paper-differences">
      <h2 id="paper-differences">{text('paper-differences')}</h2>
      {earlier.length > 1 ? (
        <Select
          label={text('paper-compare-with')}
          options={earlier.map(({ number }) => ({ key: String(number), text: text('paper-version', { number }) }))}
          chosen={from}
          on_choice={setFrom}
        />
      ) : (
        <p className="quiet">{text('paper-compared', { from: Number(from), to: newest })}</p>
      )}
      {error === null ? null : <ErrorCard error={error} />}
      {data === null ? null : <Changes fields={data.fields} pieces={data.text} />}
    </section>
  )
}

function Brackets({ paper, version }: { paper: string; version: number }) {
  const { data } = useView('brackets', { paper, version })
  return data === null ? null : <BracketList brackets={data.brackets} />
}

/** Places that a text leaves open, each with the readings that are wanted. */
export function BracketList({ brackets }: { brackets: BracketsView['brackets'] }) {
  const text = useText()
  if (brackets.length === 0) return null
  return (
    <section className="stack" aria-labelledby="paper-brackets">
      <h2 id="paper-brackets">{text('paper-brackets', { count: brackets.length })}</h2>
      <ol className="agenda">
        {brackets.map(({ number, line, alternatives }) => (
          <li key={number}>
            <p className="quiet">{text('bracket-line', { line })}</p>
            <ul className="plain-list">
              {alternatives.map(({ by, text: words }, at) => (
                <li key={at}>
                  <strong>{by === null ? text('bracket-nobody') : <bdi>{by}</bdi>}</strong>
                  {text('colon')}
                  {words === '' ? text('bracket-left-out') : <bdi>{words}</bdi>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  )
}
