import { Header, Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components'

import { Button } from './Button'
import './menu.css'

export interface MenuGroup {
  id: string
  title: string
  options: readonly { key: string; text: string; lang?: string }[]
  chosen: string
  on_choice: (key: string) => void
}

/** A button that opens groups of choices, one of each group in force. */
export function ChoiceMenu({ title, groups }: { title: string; groups: readonly MenuGroup[] }) {
  return (
    <MenuTrigger>
      <Button>
        {title} <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="popover">
        <AriaMenu>
          {groups.map(({ id, title: heading, options, chosen, on_choice }) => (
            <MenuSection
              key={id}
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[chosen]}
              onSelectionChange={(keys) => {
                const [key] = keys === 'all' ? [] : [...keys]
                if (typeof key === 'string') on_choice(key)
              }}
            >
              <Header className="menu-heading">{heading}</Header>
              {options.map(({ key, text, lang }) => (
                <MenuItem key={key} id={key} textValue={text} className="option">
                  <span lang={lang}>{text}</span>
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
