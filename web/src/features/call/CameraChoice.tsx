import { useText } from '../../i18n/text'
import { Select } from '../../ui/Select'
import { useCameras } from './use_cameras'

interface CameraChoiceProps {
  /** Of the camera that is open. */
  stream: MediaStream | null
  /** Another one was chosen: what is open shows it from now on. */
  on_choice: () => void
}

/** Which camera; nothing where there is nothing to choose. */
export function CameraChoice({ stream, on_choice }: CameraChoiceProps) {
  const text = useText()
  const { devices, present, choose } = useCameras(stream)
  if (devices.length < 2) return null
  const options = devices.map(({ id, name }, at) => ({ key: id, text: name === '' ? text('device-unnamed', { number: at + 1 }) : name }))
  return (
    <Select
      label={text('camera-choice')}
      options={options}
      chosen={present}
      placeholder={text('choose')}
      on_choice={(id) => {
        choose(id)
        on_choice()
      }}
    />
  )
}
