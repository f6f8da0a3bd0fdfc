import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue, Text } from 'react-aria-components'

import './field.css'

export interface Option<K extends string> {
  key: K
  text: string
}

interface SelectProps<K extends string> {
  label: string
  description?: string
  options: readonly Option<K>[]
  chosen: K | null
  on_choice: (key: K) => void
  placeholder?: string
}

export function Select<K extends string>({ label, description, options, chosen, on_choice, placeholder }: SelectProps<K>) {
  return (
    <AriaSelect
      className="field"
      value={chosen}
      {...(placeholder === undefined ? {} : { placeholder })}
      onChange={(key) => {
        const option = options.find((one) => one.key === key)
        if (option !== undefined) on_choice(option.key)
      }}
    >
      <Label className="field-label">{label}</Label>
      {description === undefined ? null : (
        <Text slot="description" className="field-description">
          {description}
        </Text>
      )}
      <Button className="field-input select-button">
        <SelectValue />
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="popover">
        <ListBox>
          {options.map(({ key, text }) => (
            <ListBoxItem key={key} id={key} textValue={text} className="option">
              <bdi>{text}</bdi>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
