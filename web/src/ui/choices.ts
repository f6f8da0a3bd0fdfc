/** What a person chose for this browser. Nothing that tells anything of anybody: names of devices aren't kept. */
type Choice = 'language' | 'theme' | 'keys' | 'ring' | 'microphone' | 'speaker' | 'camera'

/** Storage may be refused (private windows, policies): then nothing was chosen. */
export function read_choice(choice: Choice): string | null {
  try {
    return localStorage.getItem(`detente-${choice}`)
  } catch {
    return null
  }
}

export function write_choice(choice: Choice, value: string): void {
  try {
    localStorage.setItem(`detente-${choice}`, value)
  } catch {
    // It holds for this visit.
  }
}
