import type { ReactNode } from 'react'
import { CheckboxButton, CheckboxField, CheckboxGroup, Label, RadioButton, RadioField, RadioGroup, Text } from 'react-aria-components'

import type { Option } from './Select'
import './field.css'

interface ChoiceProps<K extends string> {
  label: string
  description?: string
  options: readonly Option<K>[]
  chosen: K | null
  on_choice: (key: K) => void
}

/** One of a few, all of them in sight. */
export function Choice<K extends string>({ label, description, options, chosen, on_choice }: ChoiceProps<K>) {
  return (
    <RadioGroup
      className="field"
      value={chosen}
      onChange={(value) => {
        const option = options.find(({ key }) => key === value)
        if (option !== undefined) on_choice(option.key)
      }}
    >
      <Label className="field-label">{label}</Label>
      {description === undefined ? null : (
        <Text slot="description" className="field-description">
          {description}
        </Text>
      )}
      <div className="choices">
        {options.map(({ key, text }) => (
          <RadioField key={key} value={key}>
            <RadioButton className="choice">
              <span className="choice-mark choice-mark-round" />
              <span>{text}</span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  )
}

interface ChoicesProps<K extends string> {
  label: string
  description?: string
  options: readonly Option<K>[]
  chosen: readonly K[]
  on_choice: (keys: K[]) => void
}

/** Any of a few. */
export function Choices<K extends string>({ label, description, options, chosen, on_choice }: ChoicesProps<K>) {
  return (
    <CheckboxGroup
      className="field"
      value={[...chosen]}
      onChange={(values) => on_choice(options.map(({ key }) => key).filter((key) => values.includes(key)))}
    >
      <Label className="field-label">{label}</Label>
      {description === undefined ? null : (
        <Text slot="description" className="field-description">
          {description}
        </Text>
      )}
      <div className="choices">
        {options.map(({ key, text }) => (
          <CheckboxField key={key} value={key}>
            <CheckboxButton className="choice">
              <span className="choice-mark" />
              <span>{text}</span>
            </CheckboxButton>
          </CheckboxField>
        ))}
      </div>
    </CheckboxGroup>
  )
}

/** Yes or no. */
export function Checkbox({ on, on_change, children }: { on: boolean; on_change: (on: boolean) => void; children: ReactNode }) {
  return (
    <CheckboxField isSelected={on} onChange={on_change}>
      <CheckboxButton className="choice">
        <span className="choice-mark" />
        <span>{children}</span>
      </CheckboxButton>
    </CheckboxField>
  )
}
