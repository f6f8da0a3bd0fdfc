import { useText } from '../i18n/text'
import './skip_link.css'

/** The first thing that Tab reaches: over the navigation to what the page is about. */
export function SkipLink({ to }: { to: string }) {
  const text = useText()
  return (
    <a
      className="skip-link button button-primary"
      href={`#${to}`}
      onClick={(event) => {
        event.preventDefault()
        document.getElementById(to)?.focus()
      }}
    >
      {text('skip-to-content')}
    </a>
  )
}
