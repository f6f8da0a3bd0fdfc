import { useText } from '../../i18n/text'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/TextField'

/** Items of an agenda, one field each. */
export function LinesField({ lines, on_change }: { lines: readonly string[]; on_change: (lines: string[]) => void }) {
  const text = useText()
  return (
    <>
      {lines.map((line, at) => (
        <div key={at} className="row form-line">
          <TextField
            label={text('form-item', { number: at + 1 })}
            value={line}
            onChange={(value) => on_change(lines.map((one, place) => (place === at ? value : one)))}
            autoFocus={line === ''}
          />
          <Button aria-label={text('form-item-drop', { number: at + 1 })} onPress={() => on_change(lines.filter((_, place) => place !== at))}>
            {text('form-drop')}
          </Button>
        </div>
      ))}
      <div>
        <Button onPress={() => on_change([...lines, ''])}>{text('form-item-add')}</Button>
      </div>
    </>
  )
}
