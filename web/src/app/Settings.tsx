import { LOCALES, LOCALE_NAMES, is_locale } from '../i18n/locales'
import { useLanguage } from '../i18n/text'
import { ChoiceMenu } from '../ui/Menu'
import { THEMES, useTheme } from './theme'

/** Language and light. */
export function Settings() {
  const { locale, text, choose } = useLanguage()
  const [theme, choose_theme] = useTheme()
  return (
    <ChoiceMenu
      title={text('settings')}
      groups={[
        {
          id: 'language',
          title: text('settings-language'),
          options: LOCALES.map((key) => ({ key, text: LOCALE_NAMES[key], lang: key })),
          chosen: locale,
          on_choice: (key) => {
            if (is_locale(key)) choose(key)
          },
        },
        {
          id: 'theme',
          title: text('settings-light'),
          options: THEMES.map((key) => ({ key, text: text(`light-${key}`) })),
          chosen: theme,
          on_choice: (key) => {
            const wanted = THEMES.find((one) => one === key)
            if (wanted !== undefined) choose_theme(wanted)
          },
        },
      ]}
    />
  )
}
