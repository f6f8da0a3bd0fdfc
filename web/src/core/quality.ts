import type { Quality } from './call_control'
import type { MediaStats } from './call_media'

/** Losses above which a person is told, and concealment that nobody's loss here explains. */
const LOSS_TOLD = 0.05
const CONCEALED_TOLD = 0.05

/** What the last second was like, and whose link it was. */
export function quality_of(before: MediaStats | null, now: MediaStats): Quality {
  if (before === null) return 'unknown'
  if ((now.uplink_loss ?? 0) > LOSS_TOLD) return 'your-uplink'
  const received = now.received_packets - before.received_packets
  const lost = now.lost_packets - before.lost_packets
  if (lost > LOSS_TOLD * (received + lost)) return 'your-downlink'
  const samples = now.samples - before.samples
  const concealed = now.concealed_samples - before.concealed_samples
  if (received > 0 && concealed > CONCEALED_TOLD * samples) return 'their-side'
  return received > 0 ? 'good' : 'unknown'
}
