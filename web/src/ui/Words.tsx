import './parts.css'

/** Words to be read out and compared: numbered, in reading order, in no language to translate. */
export function Words({ words, label }: { words: readonly string[]; label: string }) {
  return (
    <ol className="words" aria-label={label} translate="no">
      {words.map((word, at) => (
        <li key={at}>
          <span className="quiet" aria-hidden="true">
            {at + 1}
          </span>
          <span lang="en">{word}</span>
        </li>
      ))}
    </ol>
  )
}
