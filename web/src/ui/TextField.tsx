import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField, type TextFieldProps as AriaProps } from 'react-aria-components'

import './field.css'

interface TextFieldProps extends Omit<AriaProps, 'className' | 'style' | 'children'> {
  label: string
  description?: string
  /** Why what stands there can't stay, in words. */
  error?: string | null
  lines?: boolean
}

export function TextField({ label, description, error, lines = false, ...props }: TextFieldProps) {
  const invalid = error !== undefined && error !== null
  return (
    <AriaTextField {...props} isInvalid={invalid} validationBehavior="aria" className="field">
      <Label className="field-label">{label}</Label>
      {description === undefined ? null : (
        <Text slot="description" className="field-description">
          {description}
        </Text>
      )}
      {lines ? <TextArea className="field-input" dir="auto" /> : <Input className="field-input" dir="auto" />}
      {invalid ? <FieldError className="field-error">{error}</FieldError> : null}
    </AriaTextField>
  )
}
