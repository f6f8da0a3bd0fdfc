import { useText } from '../../i18n/text'
import { Parts } from '../../ui/Parts'

export function AdministrationParts() {
  const text = useText()
  return (
    <Parts
      label={text('admin-parts')}
      parts={[
        { path: '/administration', text: text('admin-people') },
        { path: '/administration/line', text: text('admin-line') },
        { path: '/administration/sessions', text: text('admin-sessions') },
        { path: '/administration/passkeys', text: text('admin-passkeys') },
        { path: '/administration/log', text: text('admin-log') },
        { path: '/administration/checks', text: text('admin-checks') },
      ]}
    />
  )
}
