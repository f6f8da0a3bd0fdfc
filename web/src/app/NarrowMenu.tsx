import { useText } from '../i18n/text'
import { MENU_BUTTON_ID, MENU_ID, type NarrowMenu } from './use_narrow_menu'

/** Opens and closes the places of the desk, and what else stands in the header of a wide screen. */
export function NarrowMenuButton({ menu }: { menu: NarrowMenu }) {
  const text = useText()
  return (
    <button id={MENU_BUTTON_ID} type="button" className="button button-quiet desk-menu-button" aria-expanded={menu.open} aria-controls={MENU_ID} onClick={menu.turn}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={menu.open ? 'M3 3l10 10M13 3L3 13' : 'M2 4h12M2 8h12M2 12h12'} />
      </svg>
      {text('menu')}
    </button>
  )
}
