/** The microphone of a call, with its meter. */
import { Meter } from './meter'

export class CallMicrophone {
  #track: MediaStreamTrack | null = null
  #meter: Meter | null = null

  get track(): MediaStreamTrack | null {
    return this.#track
  }

  take(track: MediaStreamTrack, gone: () => void): void {
    this.#track = track
    track.onended = gone
    this.#meter = new Meter(track)
  }

  level(): number {
    return this.#meter?.level() ?? 0
  }

  stop(): void {
    this.#track?.stop()
  }

  close(): void {
    this.stop()
    this.#track = null
    this.#meter?.close()
    this.#meter = null
  }
}
