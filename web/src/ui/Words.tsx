import './words.css'

/** Words to be read out and compared, numbered so that two people stay at the same one. */
export function Words({ words, label }: { words: readonly string[]; label: string }) {
  return (
    <ol className="words" aria-label={label} translate="no" lang="en">
      {words.map((word, at) => (
        <li key={at}>{word}</li>
      ))}
    </ol>
  )
}
