import { Button as AriaButton, type ButtonProps as AriaProps, Link as AriaLink, type LinkProps } from 'react-aria-components'

import './button.css'

export type Weight = 'primary' | 'quiet' | 'danger'

interface ButtonProps extends Omit<AriaProps, 'className' | 'style'> {
  weight?: Weight
  /** The one large action of a screen. */
  great?: boolean
}

export function button_class(weight: Weight, great = false): string {
  return `button button-${weight}${great ? ' button-great' : ''}`
}

export function Button({ weight = 'quiet', great = false, ...props }: ButtonProps) {
  return <AriaButton {...props} className={button_class(weight, great)} />
}

interface ButtonLinkProps extends Omit<LinkProps, 'className' | 'style'> {
  weight?: Weight
  great?: boolean
}

/** Goes to another place; looks like a button. */
export function ButtonLink({ weight = 'quiet', great = false, ...props }: ButtonLinkProps) {
  return <AriaLink {...props} className={button_class(weight, great)} />
}
