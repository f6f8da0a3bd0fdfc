import type { CoreError } from '../core/core'
import { useLanguage } from '../i18n/text'
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
  const { text, has } = useLanguage()
  const { code } = error
  // What this browser is stopped by has words in each language; what a node or record says has its own.
  const cause = has(`fault-cause-${code}`) ? text(`fault-cause-${code}`) : error.cause
  const next = has(`fault-next-${code}`) ? text(`fault-next-${code}`) : error.next
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
