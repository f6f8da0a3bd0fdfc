/** The camera of a call: off until the person turns it on, and its light out when it is off. */
import type { CallCell } from './call_cell'
import { open_camera } from './camera'
import { as_core_error } from './core'

export class CallCamera {
  readonly #state: CallCell
  readonly #send: (track: MediaStreamTrack | null) => Promise<void>
  readonly #chosen: () => string | null
  #track: MediaStreamTrack | null = null
  /** What is asked last holds, however long the browser takes to open it. */
  #turn = 0

  constructor(state: CallCell, send: (track: MediaStreamTrack | null) => Promise<void>, chosen: () => string | null) {
    this.#state = state
    this.#send = send
    this.#chosen = chosen
  }

  async set(on: boolean): Promise<void> {
    if (on) await this.#on()
    else this.off()
  }

  async #on(): Promise<void> {
    if (this.#state.in_call?.camera !== 'off') return
    this.#turn += 1
    const turn = this.#turn
    this.#state.change({ camera: 'opening', camera_fault: null })
    try {
      const track = await open_camera(this.#chosen())
      if (turn !== this.#turn) {
        track.stop()
        return
      }
      this.#track = track
      track.onended = () => {
        this.off()
        this.#state.warn('camera-gone')
      }
      await this.#send(track)
      if (turn === this.#turn) this.#state.change({ camera: 'on', own_picture: new MediaStream([track]) })
    } catch (thrown) {
      if (turn !== this.#turn) return
      this.off()
      this.#state.change({ camera_fault: as_core_error(thrown) })
    }
  }

  off(): void {
    this.#turn += 1
    const track = this.#track
    this.#track = null
    if (track !== null) {
      track.onended = null
      track.stop()
      void this.#send(null).catch(() => undefined)
    }
    const camera = this.#state.in_call?.camera
    if (camera === 'on' || camera === 'opening') this.#state.change({ camera: 'off', own_picture: null })
  }

  /** A new connection shows what the one before showed. */
  async sent_again(): Promise<void> {
    if (this.#track !== null) await this.#send(this.#track)
  }
}
