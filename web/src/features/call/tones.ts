/** The only sounds of this page besides voices: the ring, and two notes for away and back. Made here, no file. */

export interface Tone {
  /** Silent at once. */
  stop: () => void
}

const NO_TONE: Tone = { stop: () => undefined }

/** A calm pair of notes, then a pause. */
const RING_EVERY_MS = 4_000
const RING_NOTES = [
  { hz: 440, at_s: 0, for_s: 0.9 },
  { hz: 554, at_s: 1, for_s: 1.2 },
]
const LOUDNESS = 0.12
const AWAY_NOTES = [
  { hz: 440, at_s: 0, for_s: 0.18 },
  { hz: 330, at_s: 0.2, for_s: 0.25 },
]
const BACK_NOTES = [
  { hz: 330, at_s: 0, for_s: 0.18 },
  { hz: 440, at_s: 0.2, for_s: 0.25 },
]
/** One note for the loudspeaker test. */
const TEST_NOTES = [{ hz: 440, at_s: 0, for_s: 1.2 }]
const RISE_S = 0.04

type Note = (typeof RING_NOTES)[number]

let shared: AudioContext | null = null

function audio(): AudioContext | null {
  if (!('AudioContext' in globalThis)) return null
  shared ??= new AudioContext()
  // Browsers hold sound back until somebody pressed something; signing in was that.
  if (shared.state === 'suspended') void shared.resume().catch(() => undefined)
  return shared
}

function sound(context: AudioContext, out: AudioNode, notes: readonly Note[]): void {
  for (const { hz, at_s, for_s } of notes) {
    const from = context.currentTime + at_s
    const voice = context.createOscillator()
    const gain = context.createGain()
    voice.frequency.value = hz
    gain.gain.setValueAtTime(0, from)
    gain.gain.linearRampToValueAtTime(LOUDNESS, from + RISE_S)
    gain.gain.setValueAtTime(LOUDNESS, from + for_s - RISE_S)
    gain.gain.linearRampToValueAtTime(0, from + for_s)
    voice.connect(gain).connect(out)
    voice.start(from)
    voice.stop(from + for_s)
  }
}

/** Sounds until it is stopped. */
export function ring(): Tone {
  const context = audio()
  if (context === null) return NO_TONE
  const out = context.createGain()
  out.connect(context.destination)
  sound(context, out, RING_NOTES)
  const timer = setInterval(() => sound(context, out, RING_NOTES), RING_EVERY_MS)
  return {
    stop: () => {
      clearInterval(timer)
      out.disconnect()
    },
  }
}

function once(notes: readonly Note[]): void {
  const context = audio()
  if (context !== null) sound(context, context.destination, notes)
}

export const away_tone = (): void => once(AWAY_NOTES)
export const back_tone = (): void => once(BACK_NOTES)

/** The test's note, out of the chosen loudspeaker where the browser lets one choose. */
export async function test_tone(speaker: string): Promise<void> {
  const context = new AudioContext()
  try {
    if ('setSinkId' in context) await (context as AudioContext & { setSinkId: (id: string) => Promise<void> }).setSinkId(speaker)
    sound(context, context.destination, TEST_NOTES)
    await new Promise((done) => setTimeout(done, 1_500))
  } finally {
    await context.close()
  }
}
