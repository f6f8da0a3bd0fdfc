import type { CoreError } from '../core/core'
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
  return (
    <div role="alert" className="error-card">
      <p className="error-card-headline">{headline ?? text('error-headline')}</p>
      <p>{error.cause}</p>
      {error.next === '' ? null : <p>{text('error-next', { next: error.next })}</p>}
      <p className="quiet">
        {text('error-code')} <code className="fixed-pitch">{error.code}</code>
      </p>
      {again === undefined ? null : (
        <div>
          <Button onPress={again}>{text('again')}</Button>
        </div>
      )}
    </div>
  )
}
