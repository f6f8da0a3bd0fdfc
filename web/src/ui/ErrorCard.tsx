import type { CoreError } from '../core/core'
import { useFaultWords } from '../i18n/fault_words'
import { useText } from '../i18n/text'
import { Button } from './Button'
import './error_card.css'

interface ErrorCardProps {
  error: CoreError
  /** What was tried, in words. */
  headline?: string
  again?: () => void
}

/** What went wrong: why, what to do next, and the code under which the manual has it. */
export function ErrorCard({ error, headline, again }: ErrorCardProps) {
  const text = useText()
  const { code } = error
  const { cause, next } = useFaultWords()(error)
  return (
    <div role="alert" className="error-card">
      <p className="error-card-headline">{headline ?? text('error-headline')}</p>
      <p>
        <bdi>{cause}</bdi>
      </p>
      {/* Beside its message, not in it: a value within a sentence is cut when it is long. */}
      {next === '' ? null : (
        <p>
          {text('error-next', { next: '' })}
          <bdi>{next}</bdi>
        </p>
      )}
      <p className="quiet">
        {text('error-code')} <code className="fixed-pitch">{code}</code>
      </p>
      {again === undefined ? null : (
        <div>
          <Button onPress={again}>{text('again')}</Button>
        </div>
      )}
    </div>
  )
}
