import { useText } from '../../i18n/text'
import { Button, ButtonLink } from '../../ui/Button'

interface FormFootProps {
  /** Somebody tried to go on, and something lacks; or nothing is different from what is countered. */
  incomplete: boolean
  unchanged: boolean
  /** To where one goes without sending. */
  leave: string
}

/** The end of a form for an offer: what keeps it back, and the way on or away. */
export function FormFoot({ incomplete, unchanged, leave }: FormFootProps) {
  const text = useText()
  return (
    <>
      {incomplete ? (
        <p role="alert" className="field-error">
          {text('form-incomplete')}
        </p>
      ) : null}
      {unchanged ? (
        <p role="alert" className="field-error">
          {text('counter-unchanged')}
        </p>
      ) : null}
      <div className="row">
        <Button type="submit" weight="primary">
          {text('form-check')}
        </Button>
        <ButtonLink href={leave}>{text('form-leave')}</ButtonLink>
      </div>
    </>
  )
}
