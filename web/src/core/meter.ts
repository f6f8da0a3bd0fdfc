/** How loud a microphone is, for a meter: nothing of it is kept. */

const SAMPLES = 512
/** Speech at arm's length fills most of the meter. */
const GAIN = 4

export class Meter {
  readonly #context = new AudioContext()
  readonly #analyser: AnalyserNode
  readonly #samples = new Float32Array(SAMPLES)

  constructor(track: MediaStreamTrack) {
    this.#analyser = this.#context.createAnalyser()
    this.#analyser.fftSize = SAMPLES
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser)
  }

  /** From 0 to 1. */
  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples)
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / SAMPLES
    return Math.min(1, Math.sqrt(power) * GAIN)
  }

  close(): void {
    void this.#context.close()
  }
}
