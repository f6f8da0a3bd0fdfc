import { useLayoutEffect, useRef } from 'react'

import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { StateBadge } from '../../ui/StateBadge'
import { own_turn, useWords } from './use_words'

interface WordsProps {
  words: readonly string[]
  own_id: string
  other_id: string
  other: string
}

/** Six words to compare by voice, one by one and by turns. Closed until somebody wants it. */
export function Words({ words, own_id, other_id, other }: WordsProps) {
  const text = useText()
  const { comparing, begin, close, answer } = useWords(words)
  const { heading, held } = useHeldFocus()
  return (
    <section className="call-words stack" aria-labelledby="words" {...held}>
      <h2 id="words" ref={heading} tabIndex={-1}>
        {text('words')}
      </h2>
      <p>{text('words-prove')}</p>
      {words.length === 0 ? <p className="quiet">{text('words-changing')}</p> : null}
      {words.length > 0 && comparing.at === 'closed' ? (
        <div>
          <Button onPress={begin} preventFocusOnPress>
            {text('words-begin')}
          </Button>
        </div>
      ) : null}
      {comparing.at === 'reading' ? (
        <div className="word-card">
          <p>{text('word-of', { number: comparing.index + 1, count: words.length })}</p>
          <p>{text(own_turn(comparing.index, own_id, other_id) ? 'word-yours' : 'word-theirs', { side: other })}</p>
          <p className="word" translate="no" lang="en" aria-live="polite">
            {words[comparing.index]}
          </p>
          <div className="row">
            <Button weight="primary" onPress={() => answer(true)} preventFocusOnPress>
              {text(own_turn(comparing.index, own_id, other_id) ? 'word-confirmed' : 'word-same')}
            </Button>
            <Button onPress={() => answer(false)} preventFocusOnPress>
              {text('word-differs')}
            </Button>
            <Button onPress={close} preventFocusOnPress>
              {text('words-stop')}
            </Button>
          </div>
        </div>
      ) : null}
      {comparing.at === 'same' ? (
        <p role="status">
          <StateBadge tone="good">{text('words-same')}</StateBadge>
        </p>
      ) : null}
      {comparing.at === 'differs' ? (
        <div role="alert" className="error-card">
          <p className="error-card-headline">{text('words-differed')}</p>
          <p>{text('words-differed-do')}</p>
          <div>
            <Button onPress={begin}>{text('words-again')}</Button>
          </div>
        </div>
      ) : null}
    </section>
  )
}

/** Where a button that had the focus goes, the heading has it: nobody begins anew at the top of the page. */
function useHeldFocus() {
  const heading = useRef<HTMLHeadingElement>(null)
  const inside = useRef(false)
  useLayoutEffect(() => {
    if (inside.current && document.activeElement === document.body) heading.current?.focus()
  })
  return {
    heading,
    held: {
      onFocus: () => {
        inside.current = true
      },
      // What is taken out of the page doesn't tell that it loses the focus.
      onBlur: () => {
        inside.current = false
      },
    },
  }
}
